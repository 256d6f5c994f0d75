"""Whether an answer comes from the model and the server that were opened."""

from sansfil.adapters.engines.openai_compatible.quirks import Quirks
from sansfil.adapters.engines.wire.shapes import Tree, text
from sansfil.core.phrases import phrase
from sansfil.ports import EngineFacts, EngineGone


class Signature:
    """What the answers of one server are signed with, from the first one on.

    `model` stands in each (TabbyAPI: `model_name`). Servers of other kinds may write it in their own way,
    but do not change it; llama.cpp on the port of another repeats the name that it was asked for, and
    betrays itself by its `system_fingerprint`.
    """

    def __init__(self, facts: EngineFacts, quirks: Quirks) -> None:
        self._facts, self._is_exact = facts, quirks.signs_itself
        self._model, self._fingerprint = "", ""
        self._is_known = False

    def check(self, told: Tree) -> None:
        """Raises EngineGone for the answer of another."""
        model = text(told.get("model")) or text(told.get("model_name"))
        if not model:
            return
        fingerprint = text(told.get("system_fingerprint")) if self._is_exact else ""
        if not self._is_known:
            self._learn(model, fingerprint)
        if (model, fingerprint) != (self._model, self._fingerprint):
            raise EngineGone(phrase("engine.other_model_wanted", url=self._facts.url))

    def _learn(self, model: str, fingerprint: str) -> None:
        if self._is_exact and model != self._facts.model:
            url, wanted = self._facts.url, self._facts.model
            raise EngineGone(phrase("engine.serves_another", url=url, model=wanted, served=model))
        self._model, self._fingerprint, self._is_known = model, fingerprint, True

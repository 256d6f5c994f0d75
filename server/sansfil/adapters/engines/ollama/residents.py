"""Which models share Ollama's memory, and when one pushes another out."""

from collections.abc import Iterable

from sansfil.core.phrases import Phrase, phrase


class Residents:
    """What was loaded when it was last looked at; how many fit is not told by Ollama."""

    def __init__(self, model: str, names: Iterable[str]) -> None:
        self._model, self._names = model, frozenset(names)

    def seen(self, names: Iterable[str]) -> Phrase | None:
        """What is to be said of the change since the last look: one came for which another went."""
        before, self._names = self._names, frozenset(names)
        came, went = self._names - before, before - self._names
        if self._model in came and went:
            return self._said("engine.ollama_pushes_out", went)
        if self._model in went and came:
            return self._said("engine.ollama_pushed_out", came)
        return None

    def _said(self, key: str, others: frozenset[str]) -> Phrase:
        return phrase(key, model=self._model, others=tuple(sorted(others)))

"""What a server of completions says of itself: its kind, its models, its context."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sansfil.adapters.engines.openai_compatible.quirks import Quirks, quirks_of
from sansfil.adapters.engines.openai_compatible.refusals import refusal
from sansfil.adapters.engines.slots import ANY
from sansfil.adapters.engines.wire.exchange import Answer, Wire
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineFacts, EngineGone

MOST_NAMED = 5


@dataclass(frozen=True)
class Introduction:
    """`facts` without tokens; `quirks` as they were found; `models` is all that the server names."""

    facts: EngineFacts
    quirks: Quirks
    models: Sequence[str]


@dataclass(frozen=True)
class Loaded:
    """What a server says is loaded; empty and 0 where it does not."""

    model: str
    context_tokens: int


async def introduced(wire: Wire, wanted_model: str, until: float) -> Introduction:
    """Raises EngineError where no completions are to be had there, or not of the wanted model."""
    listed = await wire.asked("/v1/models", None, until)
    _check(wire, listed)
    quirks, models = quirks_of(listed.tree), models_of(listed.tree)
    loaded = await loaded_at(wire, quirks, until)
    model = loaded.model
    if wanted_model or not model:
        model = _chosen(wire.url, wanted_model, models)
    facts = EngineFacts(
        name=quirks.name,
        url=wire.url,
        model=model,
        build="",
        context_tokens=_context_of(listed.tree, model) or loaded.context_tokens,
        slots=0,
        slot=ANY,
        fim_tokens={},
        has_gpu=None,
        keeps_prefixes=None,
        is_managed=False,
        stops=quirks.stops,
    )
    return Introduction(facts, quirks, models)


async def loaded_at(wire: Wire, quirks: Quirks, until: float) -> Loaded:
    """`id` and `parameters` of /v1/model; `cache_size` bounds all requests together
    (theroyallab/tabbyAPI). Raises EngineError where nothing is loaded."""
    if not quirks.loaded_at:
        return Loaded("", 0)
    answer = await wire.asked(quirks.loaded_at, None, until)
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise EngineError(phrase("engine.nothing_loaded", url=wire.url))
    parameters = as_tree(answer.tree.get("parameters"))
    sizes = [whole(parameters.get(key), 0) for key in ("max_seq_len", "cache_size")]
    context = min((size for size in sizes if size), default=0)
    return Loaded(text(answer.tree.get("id")), context)


def models_of(listed: Tree) -> Sequence[str]:
    """Names in the shape of OpenAI's /v1/models: `{"data": [{"id"}]}`."""
    return [name for one in as_list(listed.get("data")) if (name := text(as_tree(one).get("id")))]


def _check(wire: Wire, listed: Answer) -> None:
    if not listed.is_ok:
        raise refusal(wire, listed)
    if "data" not in listed.tree:
        raise EngineGone(phrase("engine.no_completions", url=wire.url))


def _chosen(url: str, wanted: str, models: Sequence[str]) -> str:
    if not models:
        raise EngineError(phrase("engine.nothing_loaded", url=url))
    if not wanted:
        return models[0]
    if wanted in models:
        return wanted
    named = ", ".join(models[:MOST_NAMED])
    raise EngineError(phrase("engine.model_not_there", url=url, model=wanted, models=named))


def _context_of(listed: Tree, model: str) -> int:
    """`max_model_len` is vLLM's (vllm/entrypoints/openai/models)."""
    trees = [as_tree(one) for one in as_list(listed.get("data"))]
    lengths = [whole(one.get("max_model_len"), 0) for one in trees if one.get("id") == model]
    return lengths[0] if lengths else 0

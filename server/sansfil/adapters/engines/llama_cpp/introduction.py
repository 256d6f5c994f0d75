"""What a llama.cpp server says of itself: whether it is ready, its model, its slots."""

import asyncio
import re
from collections.abc import Sequence
from http import HTTPStatus

from sansfil.adapters.engines.llama_cpp.refusals import refusal
from sansfil.adapters.engines.slots import ANY
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineFacts

ASK_AGAIN_S = 0.1

Identity = tuple[object, ...]
"""What changes when a server is started with another model or other sizes."""


async def until_loaded(wire: Wire, until: float) -> None:
    """Return when the model is loaded; raises EngineError where that is not in time."""
    loop = asyncio.get_running_loop()
    while True:
        health = await wire.asked("/health", None, until)
        if health.is_ok and health.tree.get("status") == "ok":
            return
        if health.status != HTTPStatus.SERVICE_UNAVAILABLE or loop.time() + ASK_AGAIN_S > until:
            raise refusal(wire, health)
        await asyncio.sleep(ASK_AGAIN_S)


async def introduced(wire: Wire, until: float) -> tuple[EngineFacts, Identity]:
    """Facts without slot and tokens, and what to compare later; raises EngineError.

    /props of ggml-org/llama.cpp, tools/server/README.md; its `n_ctx` is that of one slot.
    """
    answer = await wire.asked("/props", None, until)
    if not answer.is_ok or "total_slots" not in answer.tree:
        raise refusal(wire, answer)
    props = answer.tree
    context, slots = _context_of(props), whole(props["total_slots"], 0)
    if not context or not slots:
        raise EngineError(phrase("engine.no_model", url=wire.url))
    sizes = await _sizes(wire, until)
    facts = EngineFacts(
        name="llama.cpp",
        url=wire.url,
        model=_model_of(props),
        build=text(props.get("build_info")),
        context_tokens=context,
        slots=slots,
        slot=ANY,
        fim_tokens={},
        has_gpu=None,
        keeps_prefixes=None,
        is_managed=False,
        weights=" ".join(map(str, sizes)),
    )
    return facts, _identity(props, sizes)


async def identity_of(wire: Wire, until: float) -> Identity:
    """As it is now; raises EngineError."""
    answer = await wire.asked("/props", None, until)
    if not answer.is_ok:
        raise refusal(wire, answer)
    return _identity(answer.tree, await _sizes(wire, until))


async def _sizes(wire: Wire, until: float) -> Sequence[object]:
    """Parameters, bytes and vocabulary of the model from /v1/models; empty in builds without them."""
    answer = await wire.asked("/v1/models", None, until)
    meta = [as_tree(as_tree(model).get("meta")) for model in as_list(answer.tree.get("data"))]
    return [one.get(key) for one in meta for key in ("n_params", "size", "n_vocab")]


def _identity(props: Tree, sizes: Sequence[object]) -> Identity:
    named = [props.get(key) for key in ("model_path", "model_alias", "total_slots", "build_info")]
    return (*named, _context_of(props), *sizes)


def _context_of(props: Tree) -> int:
    return whole(as_tree(props.get("default_generation_settings")).get("n_ctx"), 0)


def _model_of(props: Tree) -> str:
    """The alias that its user gave it, else the name of its file without folders and ending."""
    alias, path = text(props.get("model_alias")), text(props.get("model_path"))
    return re.split(r"[\\/]", alias or path)[-1].removesuffix(".gguf")

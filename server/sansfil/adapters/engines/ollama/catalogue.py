"""What an Ollama server tells of its models: which are installed, which are loaded, what they can do.

Shapes of ollama/ollama, api/types.go: `ListResponse`, `ProcessResponse`, `ShowResponse`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sansfil.adapters.engines.ollama.refusals import not_ollama, refusal
from sansfil.adapters.engines.wire.exchange import Body, Wire
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text, whole

COMPLETION, INSERT = "completion", "insert"


@dataclass(frozen=True)
class Installed:
    """A model on disk; `can_insert` is None where the list does not tell, `is_remote` claims that
    prompts would leave the machine."""

    name: str
    digest: str
    can_insert: bool | None
    is_remote: bool


@dataclass(frozen=True)
class Loaded:
    """A model in memory; `context_tokens` is 0 and `has_gpu` None where it is not told."""

    name: str
    digest: str
    context_tokens: int
    has_gpu: bool | None


@dataclass(frozen=True)
class Described:
    """What a model can do; `context_tokens` is what it was trained with, 0 where it is not told."""

    can_complete: bool
    can_insert: bool
    is_remote: bool
    context_tokens: int
    template: str


async def version_of(wire: Wire, until: float) -> str:
    """Raises EngineError where it is not Ollama that answers."""
    told = await _told(wire, "/api/version", None, until)
    if not isinstance(told.get("version"), str):
        raise not_ollama(wire.url)
    return text(told["version"])


async def installed(wire: Wire, until: float) -> Sequence[Installed]:
    """Raises EngineError."""
    return [_installed(name, model) for name, model in await _models(wire, "/api/tags", until)]


async def loaded(wire: Wire, until: float) -> Sequence[Loaded]:
    """Raises EngineError."""
    return [_loaded(name, model) for name, model in await _models(wire, "/api/ps", until)]


async def described(wire: Wire, model: str, until: float) -> Described:
    """Raises EngineError where there is no such model."""
    told = await _told(wire, "/api/show", {"model": model}, until, model)
    template = text(told.get("template"))
    # Before version 0.6.4 nothing was said of abilities; that of inserting was, and is, a template
    # with a place for the suffix (server/images.go, `Capabilities`).
    able = told.get("capabilities")
    return Described(
        COMPLETION in able if isinstance(able, list) else True,
        INSERT in able if isinstance(able, list) else ".Suffix" in template,
        is_remote(model, told),
        _trained_context(as_tree(told.get("model_info"))),
        template,
    )


def canonical(name: str) -> str:
    """The name with its tag: `x` and `x:latest` are one model."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def is_remote(name: str, told: Tree) -> bool:
    """Whether the model is a signpost to Ollama's own service (`internal/modelref/modelref.go`)."""
    tag = canonical(name).rpartition(":")[2]
    return tag == "cloud" or tag.endswith("-cloud") or bool(told.get("remote_host"))


def _installed(name: str, model: Tree) -> Installed:
    able = model.get("capabilities")
    can_insert = INSERT in able if isinstance(able, list) else None
    return Installed(name, text(model.get("digest")), can_insert, is_remote(name, model))


def _loaded(name: str, model: Tree) -> Loaded:
    in_gpu = whole(model.get("size_vram"), -1)
    return Loaded(
        name,
        text(model.get("digest")),
        whole(model.get("context_length"), 0),
        None if in_gpu < 0 else in_gpu > 0,
    )


def _trained_context(info: Tree) -> int:
    """The key begins with the architecture: `qwen2.context_length`."""
    architecture = text(info.get("general.architecture"))
    return whole(info.get(f"{architecture}.context_length"), 0)


async def _models(wire: Wire, path: str, until: float) -> list[tuple[str, Tree]]:
    told = await _told(wire, path, None, until)
    if "models" not in told:
        raise not_ollama(wire.url)
    return list(_named(as_list(told["models"])))


def _named(models: Sequence[Any]) -> Iterator[tuple[str, Tree]]:
    for model in map(as_tree, models):
        # `model` is missing in builds before 2024.
        name = text(model.get("model")) or text(model.get("name"))
        if name:
            yield canonical(name), model


async def _told(wire: Wire, path: str, body: Body | None, until: float, model: str = "") -> Tree:
    answer = await wire.asked(path, body, until)
    if not answer.is_ok or not answer.tree:
        raise refusal(wire, model, answer)
    return answer.tree

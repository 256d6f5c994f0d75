"""The embedder that the settings name, tried once; and where texts would go to."""

import time
from dataclasses import replace
from pathlib import Path

from sansfil.adapters.embedders.address import Address, address_of
from sansfil.adapters.embedders.prefixes import prefixes_for
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError
from sansfil.ports.activity import Record, unrecorded
from sansfil.ports.index import Embedder
from sansfil.settings import IndexSettings

KEY_VARIABLE = "SANSFIL_EMBEDDER_KEY"
OLLAMA_URL = "http://127.0.0.1:11434"
# A server may have to load its model first.
OPENING_MS = 60_000


def opened(
    settings: IndexSettings,
    key: str,
    deadline_ms: int = OPENING_MS,
    record: Record = unrecorded,
) -> Embedder:
    """Whether it may be asked was decided before, where `leaves_machine` names an origin; `key` is that of
    `KEY_VARIABLE`, or empty; `record` hears of each request that leaves the machine. Blocks; raises
    EngineError, also where the settings want none."""
    place = place_of(settings)
    if place is not None:
        return _of_server(settings, place, key, record, deadline_ms)
    if settings.embedder != "onnx":
        raise EngineError(phrase("index.embedder_off"))
    return _of_file(settings)


def leaves_machine(settings: IndexSettings) -> str:
    """The origin that texts would be sent to; empty where they stay here, or can be sent nowhere."""
    try:
        place = place_of(settings)
    except EngineError:
        return ""
    return "" if place is None or place.is_loopback else place.origin


def place_of(settings: IndexSettings) -> Address | None:
    """Where the server's questions have their common root, None where there is no server.

    Raises EngineError. An address of OpenAI's kind without a path means `/v1`; the path of a question
    itself is cut.
    """
    match settings.embedder:
        case "ollama":
            place = address_of(settings.embedder_url or OLLAMA_URL)
            return replace(place, below=_without(place.below, "/embed", "/api", "/v1"))
        case "openai":
            if not settings.embedder_url:
                raise EngineError(phrase("index.embedder_no_url"))
            place = address_of(settings.embedder_url)
            return replace(place, below=_without(place.below, "/embeddings") or "/v1")
        case _:
            return None


def _without(below: str, *ends: str) -> str:
    for end in ends:
        below = below.removesuffix(end)
    return below


def _of_server(
    settings: IndexSettings, place: Address, key: str, record: Record, deadline_ms: int
) -> Embedder:
    # HTTP takes a while to load, and most have no embedder.
    from sansfil.adapters.embedders.asking import Asking
    from sansfil.adapters.embedders.server import ServerEmbedder
    from sansfil.adapters.outgoing import Outgoing

    until_s = time.monotonic() + deadline_ms / 1000
    if settings.embedder == "ollama":
        from sansfil.adapters.embedders import ollama as kind
    else:
        from sansfil.adapters.embedders import openai_compatible as kind
    outgoing = Outgoing(record, place.origin, settings.embedder, phrase("index.why_embedding"))
    asking = Asking(place, key, outgoing=outgoing)
    try:
        model = kind.model_at(asking, settings.embedding_model, until_s)
        prefixes = prefixes_for(settings, model)
        return ServerEmbedder(asking, kind.DIALECT, model, prefixes, until_s)
    except BaseException:
        asking.close()
        raise


def _of_file(settings: IndexSettings) -> Embedder:
    if not settings.embedding_model:
        raise EngineError(phrase("index.onnx_no_path"))
    from sansfil.adapters.embedders.onnx_file import opened_file_embedder

    path = Path(settings.embedding_model).expanduser()
    return opened_file_embedder(path, prefixes_for(settings, f"{path.parent.name}/{path.name}"))

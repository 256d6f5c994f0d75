"""Which kind of engine answers at an address, by what it says of itself; asked from threads."""

from collections.abc import Mapping
from http import HTTPStatus

from sansfil.adapters.engines.asking import Reply, asked, is_llama_cpp
from sansfil.adapters.engines.openai_compatible.quirks import OTHER, QUIRKS, TABBY, VLLM, quirks_of

LLAMA_CPP, OLLAMA = "llama.cpp", "ollama"
Ports = Mapping[str, tuple[int, ...]]
# llama.cpp's fill-in-the-middle presets, its old port and its new one (tools/server/README.md); Ollama's own
# (envconfig/config.go). The first that answers counts.
USUAL_PORTS: Ports = {
    LLAMA_CPP: (8012, 8080, 9931),
    OLLAMA: (11434,),
    **{quirks.kind: quirks.ports for quirks in QUIRKS.values()},
}


def kind_at(url: str, deadline_s: float) -> str:
    """The kind of what answers there, empty where nothing known does; blocks, and never raises."""
    if is_llama_cpp(url, deadline_s):
        return LLAMA_CPP
    if is_ollama(url, deadline_s):
        return OLLAMA
    return _kind_of(asked(url, "/v1/models", "", deadline_s))


def is_at(kind: str, url: str, deadline_s: float) -> bool:
    """Whether it is of this kind: one or two questions, for it may be something else altogether."""
    if kind == LLAMA_CPP:
        return is_llama_cpp(url, deadline_s)
    if kind == OLLAMA:
        return is_ollama(url, deadline_s)
    return _kind_of(asked(url, "/v1/models", "", deadline_s)) == kind


def is_ollama(url: str, deadline_s: float) -> bool:
    """`{"version": "0.x"}` (ollama/ollama, docs/api.md)."""
    reply = asked(url, "/api/version", "", deadline_s)
    return reply.status == HTTPStatus.OK and isinstance(reply.body.get("version"), str)


def _kind_of(listed: Reply) -> str:
    if listed.status == HTTPStatus.OK:
        return quirks_of(listed.body).kind if isinstance(listed.body.get("data"), list) else ""
    if listed.status != HTTPStatus.UNAUTHORIZED:
        return ""
    # Who wants a key says so in words of his own.
    if listed.body.get("error") == "Unauthorized":
        return VLLM.kind
    return TABBY.kind if "API key" in str(listed.body.get("detail")) else OTHER.kind

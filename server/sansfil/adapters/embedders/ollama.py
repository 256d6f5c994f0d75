"""The dialect of Ollama's `/api/embed`.

Fields of ollama/ollama, docs/api.md and api/types.go (`EmbedRequest`, `EmbedResponse`, `ShowResponse`).
"""

from collections.abc import Iterator, Mapping, Sequence

from sansfil.adapters.embedders.asking import Asking
from sansfil.adapters.embedders.server import Dialect
from sansfil.adapters.engines.ollama.catalogue import is_remote
from sansfil.adapters.engines.ollama.requests import KEEP_ALIVE
from sansfil.adapters.engines.wire.shapes import Tree, as_list
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

PATH = "/api/embed"


def model_at(asking: Asking, wanted: str, until_s: float) -> str:
    """Raises EngineError for none, for one that is not there, or that Ollama passes on to its service."""
    if not wanted:
        raise EngineError(phrase("index.embedder_no_model"))
    if is_remote(wanted, asking.told("/api/show", {"model": wanted}, wanted, until_s)):
        raise EngineError(phrase("index.embedder_remote", model=wanted))
    return wanted


def _body(model: str, texts: Sequence[str]) -> Mapping[str, object]:
    # What does not fit is an error then, and is cut here.
    return {"model": model, "input": texts, "truncate": False, "keep_alive": KEEP_ALIVE}


def _vectors(tree: Tree) -> Iterator[object]:
    yield from as_list(tree.get("embeddings"))


DIALECT = Dialect("ollama", PATH, _body, _vectors)

"""The dialect of OpenAI's `/v1/embeddings`: llama.cpp, vLLM, LM Studio, text-embeddings-inference, providers.

Source: the API reference of OpenAI, embeddings.
"""

from collections.abc import Iterator, Mapping, Sequence

from sansfil.adapters.embedders.asking import Asking
from sansfil.adapters.embedders.server import Dialect
from sansfil.adapters.embedders.vectors import NoVector
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, name, whole
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

PATH = "/embeddings"
MOST_NAMED = 5


def model_at(asking: Asking, wanted: str, until_s: float) -> str:
    """`wanted`, or the one model that is served where none is named; raises EngineError."""
    if wanted:
        return wanted
    tree = asking.told("/models", None, "", until_s)
    found = [name(as_tree(each).get("id")) for each in as_list(tree.get("data"))]
    names = list(dict.fromkeys(filter(None, found)))
    if len(names) != 1:
        told = {"url": asking.url, "models": tuple(names[:MOST_NAMED]) or "?"}
        raise EngineError(phrase("index.embedder_models", **told))
    return names[0]


def _body(model: str, texts: Sequence[str]) -> Mapping[str, object]:
    return {"model": model, "input": texts, "encoding_format": "float"}


def _vectors(tree: Tree) -> Iterator[object]:
    """In the order of their `index`, which each number stands in once."""
    told = [as_tree(each) for each in as_list(tree.get("data"))]
    placed = {whole(each.get("index"), at): each for at, each in enumerate(told)}
    if sorted(placed) != list(range(len(told))):
        raise NoVector
    yield from (placed[at].get("embedding") for at in range(len(told)))


DIALECT = Dialect("openai", PATH, _body, _vectors)

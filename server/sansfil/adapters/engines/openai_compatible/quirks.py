"""What tells the servers apart that speak OpenAI's completions, with sources."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sansfil.adapters.engines.wire.exchange import Body
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, whole


@dataclass(frozen=True)
class Counting:
    """Where a server counts tokens: the body for a text of a model, and the number in the answer."""

    path: str
    body: Callable[[str, str], Body]
    number: Callable[[Tree], int]


@dataclass(frozen=True)
class Quirks:
    """One kind of server.

    `owner` is what it puts into `owned_by` of /v1/models, `health` a path that answers quickly,
    `block_tokens` the unit in which it reuses a prompt (0 where unknown), `loaded_at` a path that tells
    which model is loaded and its context where /v1/models does not, `stops` how many stop texts a
    request may name (None where there is no bound), `signs_itself` claims that an answer bears the
    model's name exactly as /v1/models does.
    """

    kind: str
    name: str
    ports: tuple[int, ...]
    owner: str
    health: str
    block_tokens: int
    stops: int | None = None
    counting: Counting | None = None
    loaded_at: str = ""
    signs_itself: bool = False


def _listed(tree: Tree, key: str) -> int:
    return whole(tree.get(key), len(as_list(tree.get("tokens"))))


# vllm/entrypoints/openai and vllm/config/cache.py: /tokenize takes `prompt` and tells `count`; prompts are
# reused by whole blocks of 16 tokens; /health and /tokenize want no key; `stop` is a list of any length
# (vllm/sampling_params.py).
VLLM = Quirks(
    kind="vllm",
    name="vLLM",
    ports=(8000,),
    owner="vllm",
    health="/health",
    block_tokens=16,
    signs_itself=True,
    counting=Counting(
        "/tokenize",
        lambda model, text: {"model": model, "prompt": text, "add_special_tokens": False},
        lambda tree: _listed(tree, "count"),
    ),
)
# theroyallab/tabbyAPI, endpoints/core: /v1/token/encode tells `length`; /v1/models lists what could be loaded,
# /v1/model what is; ExLlamaV3 reuses pages of 256 tokens; `stop` is a list of any length
# (common/sampling.py).
TABBY = Quirks(
    kind="tabby",
    name="TabbyAPI",
    ports=(5000,),
    owner="tabbyAPI",
    health="/health",
    block_tokens=256,
    signs_itself=True,
    counting=Counting(
        "/v1/token/encode",
        lambda _model, text: {
            "text": text,
            "add_bos_token": False,
            "encode_special_tokens": True,
        },
        lambda tree: _listed(tree, "length"),
    ),
    loaded_at="/v1/model",
)
# The API reference of OpenAI allows four stops. 1234 is the usual port of LM Studio.
OTHER = Quirks(
    kind="openai",
    name="OpenAI-compatible",
    ports=(1234,),
    owner="",
    health="/v1/models",
    block_tokens=0,
    stops=4,
)
QUIRKS: Mapping[str, Quirks] = {quirks.kind: quirks for quirks in (VLLM, TABBY, OTHER)}


def quirks_of(models: Tree) -> Quirks:
    """Whose /v1/models this is."""
    owners = {as_tree(model).get("owned_by") for model in as_list(models.get("data"))}
    return next((quirks for quirks in (VLLM, TABBY) if quirks.owner in owners), OTHER)

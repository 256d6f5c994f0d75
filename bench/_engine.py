"""The genuine engine of the benchmarks, with a model of random weights: real counters, no sense."""

import contextlib
from collections.abc import Generator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine

# llama.cpp's own presets for completion (common/arg.cpp, --fim-qwen-1.5b-default): batch and cache
# reuse; one slot and no cache in host memory, so that nothing but the layout decides what is reused.
SETTINGS: dict[str, object] = {
    "n_ctx": 16_384,
    "n_parallel": 1,
    "n_batch": 1024,
    "n_ubatch": 1024,
    "n_cache_reuse": 256,
    "cache_ram_mib": 0,
}


@contextlib.contextmanager
def bench_engine(size: str = "micro") -> Generator[RunningEngine]:
    if find_spec("xllamacpp") is None:
        raise SystemExit("This needs the engine's wheel: run `sansfil engine install` first.")
    with running_engine(models.random(size), None, **SETTINGS) as engine:
        yield engine


def count_of(text: str) -> int:
    """Tokens of a text by the model's own tokenizer."""
    return len(ids_of(text))


def ids_of(text: str) -> Sequence[int]:
    return _tokenizer().encode(text, add_special_tokens=False).ids


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(models.tokenizer()))

"""A sentence encoder as an ONNX session: tokens in, one vector for each text out."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sansfil.adapters.embedders.vectors import Vector
from sansfil.adapters.engines.wire.shapes import Tree, tree_of
from sansfil.adapters.reading import content_up_to

MOST_TOKENS = 256
# Of sentence-transformers: a model's way from token vectors to one (its `Pooling` module).
POOLING = Path("1_Pooling", "config.json")
MOST_CONFIG_BYTES = 100_000
TOKENS, MASK, KINDS, PLACES = "input_ids", "attention_mask", "token_type_ids", "position_ids"
# What exporters call an output that is pooled already.
POOLED = "sentence_embedding"
_LONGEST_REASON = 200
Pool = Callable[[Any, Any], Any]


class UnusableModel(Exception):
    """No sentence encoder, or none that can be run; the text is a reason for a person."""


class Model:
    """An ONNX session of one thread; `pool` makes one vector of those of the tokens."""

    def __init__(self, session: Any, numpy: Any, pool: Pool) -> None:
        """Raises UnusableModel."""
        self._session, self._numpy, self._pool = session, numpy, pool
        self._kinds = {each.name: each.type for each in session.get_inputs()}
        others = self._kinds.keys() - {TOKENS, MASK, KINDS, PLACES}
        if others or TOKENS not in self._kinds:
            raise UnusableModel(f"inputs {', '.join(sorted(self._kinds))}")
        outputs = [each.name for each in session.get_outputs()]
        self._output = POOLED if POOLED in outputs else outputs[0]

    def vectors(self, texts: Sequence[Sequence[int]]) -> Sequence[Vector]:
        """One for the tokens of each text, of any length; raises UnusableModel."""
        np = self._numpy
        longest = max(1, *map(len, texts))
        tokens = np.array([[*text, *[0] * (longest - len(text))] for text in texts])
        mask = np.array([[*[1] * len(text), *[0] * (longest - len(text))] for text in texts])
        try:
            (found,) = self._session.run([self._output], self._given(tokens, mask))
        except Exception as error:  # it raises nothing narrower
            raise UnusableModel(_reason(error)) from error
        pooled = self._pool(found, mask) if found.ndim == 3 else found
        if pooled.ndim != 2 or len(pooled) != len(texts):
            raise UnusableModel(f"output {self._output} of shape {found.shape}")
        return pooled.astype(np.float64).tolist()

    def _given(self, tokens: Any, mask: Any) -> Mapping[str, Any]:
        """In the whole numbers that the model wants: int64 as most, or int32."""
        np = self._numpy
        places = np.broadcast_to(np.arange(tokens.shape[1]), tokens.shape)
        all_of = {TOKENS: tokens, MASK: mask, KINDS: np.zeros_like(tokens), PLACES: places}
        wide = {name: "int32" if "int32" in kind else "int64" for name, kind in self._kinds.items()}
        return {name: all_of[name].astype(wide[name]) for name in self._kinds}


def model_from(path: Path) -> Model:
    """Raises UnusableModel, ImportError."""
    runtime: Any = import_module("onnxruntime")
    # Its builds for Windows tell their maker of sessions.
    runtime.disable_telemetry_events()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        session = runtime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # it raises nothing narrower
        raise UnusableModel(_reason(error)) from error
    numpy: Any = import_module("numpy")
    return Model(session, numpy, _pool_of(path, numpy))


def _pool_of(path: Path, numpy: Any) -> Pool:
    """The mean over all tokens, where the model's own configuration names no other way."""
    told = _pooling(path.parent / POOLING)
    if told.get("pooling_mode_cls_token"):
        return lambda found, _mask: found[:, 0]
    if told.get("pooling_mode_lasttoken"):
        return lambda found, mask: found[numpy.arange(len(found)), mask.sum(axis=1) - 1]
    return _mean


def _pooling(path: Path) -> Tree:
    try:
        return tree_of(content_up_to(path, MOST_CONFIG_BYTES))
    except OSError:
        return {}


def _mean(found: Any, mask: Any) -> Any:
    weights = mask[:, :, None]
    return (found * weights).sum(axis=1) / weights.sum(axis=1).clip(min=1)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__

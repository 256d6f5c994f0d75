"""An embedder from a model file of this machine: ONNX, with its `tokenizer.json` beside it.

`onnxruntime` and `tokenizers` are compiled packages of the extra `onnx`; numpy comes with the former.
"""

import hashlib
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sansfil.adapters.embedders.onnx_model import MOST_TOKENS, Model, UnusableModel, model_from
from sansfil.adapters.embedders.prefixed import PROBE, PrefixedEmbedder
from sansfil.adapters.embedders.prefixes import Prefixes
from sansfil.adapters.embedders.vectors import NoVector, Vector, normalized
from sansfil.adapters.reading import opened_file
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError

MODEL_NAME, TOKENIZER_NAME = "model.onnx", "tokenizer.json"
# So few that the deadline is looked at now and then: a text of 256 tokens takes some 50 ms of a core.
TEXTS_AT_ONCE = 8
READ_BYTES = 1_048_576


class OnnxEmbedder(PrefixedEmbedder):
    """Fits `ports.index.Embedder`; of a text of more than 256 tokens only the beginning is read."""

    def __init__(self, path: Path, model: Model, tokenizer: Any, prefixes: Prefixes) -> None:
        """Blocks while the file is read through. Raises EngineError, OSError."""
        super().__init__("onnx", f"{path.name} {_digest(path)}", prefixes)
        self._path, self._encoder, self._tokenizer = path, model, tokenizer
        self._is_closed = False
        (vector,) = self._vectors_of([PROBE])
        self._dimension = len(vector)

    def close(self) -> None:
        """May come from another thread: what is being embedded ends with its next few texts."""
        self._is_closed = True

    def _vectors(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Vector]:
        """Texts of like length go together, since the short ones of a batch cost as much as its longest."""
        until_s = time.monotonic() + deadline_ms / 1000
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = dict[int, Vector]()
        for start in range(0, len(order), TEXTS_AT_ONCE):
            if self._is_closed or time.monotonic() >= until_s:
                raise EngineError(phrase("index.onnx_slow", path=self._path))
            some = order[start : start + TEXTS_AT_ONCE]
            found.update(zip(some, self._vectors_of([texts[at] for at in some]), strict=True))
        return [found[at] for at in range(len(texts))]

    def _vectors_of(self, texts: Sequence[str]) -> Sequence[Vector]:
        whole = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            tokens = [each.ids for each in self._tokenizer.encode_batch(whole)]
            return [normalized(vector) for vector in self._encoder.vectors(tokens)]
        except (NoVector, UnusableModel) as error:
            raise unusable(self._path, str(error) or "?") from error


def opened_file_embedder(path: Path, prefixes: Prefixes) -> OnnxEmbedder:
    """Of the model at `path`, or of `model.onnx` in a folder of that path; raises EngineError."""
    path = path / MODEL_NAME if path.is_dir() else path
    tokenizer_path = path.with_name(TOKENIZER_NAME)
    try:
        for needed in (path, tokenizer_path):
            opened_file(needed).close()
        tokenizer = _tokenizer(tokenizer_path)
        return OnnxEmbedder(path, model_from(path), tokenizer, prefixes)
    except ImportError as error:
        raise EngineError(phrase("index.onnx_no_package")) from error
    except UnusableModel as error:
        raise unusable(path, str(error)) from error
    except OSError as error:
        told = {"path": error.filename or path, "why": error.strerror or type(error).__name__}
        raise EngineError(phrase("index.onnx_unreadable", **told)) from error


def unusable(path: Path, why: str) -> EngineError:
    return EngineError(phrase("index.onnx_unusable", path=path, why=why))


def _tokenizer(path: Path) -> Any:
    """Raises ImportError, UnusableModel."""
    tokenizers: Any = import_module("tokenizers")
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_TOKENS)
    except Exception as error:  # it raises nothing narrower
        raise UnusableModel(f"{path.name}: {error}") from error
    return tokenizer


def _digest(path: Path) -> str:
    """A file that was replaced gives other vectors, whatever it is called."""
    digest = hashlib.sha256()
    with opened_file(path) as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()[:12]

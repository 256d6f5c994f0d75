"""Models that llama.cpp really runs, made here in seconds: of random weights, or knowing a text.

They lie in `.tools/models`, named by what they were made from, and are made once.
"""

import hashlib
import platform
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.engine.gguf_files import FIM_TOKENS, Shape

FOLDER = Path(__file__).parents[2] / ".tools" / "models"
TOKENS = 4096
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", *FIM_TOKENS.values())
# What llama.cpp splits by where `tokenizer.ggml.pre` is "qwen2" (src/llama-vocab.cpp).
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SIZES = {
    "micro": Shape(TOKENS, width=128, layers=2, heads=2, kv_heads=1, hidden=256),
    "tiny": Shape(TOKENS, width=256, layers=6, heads=4, kv_heads=2, hidden=704),
}


def tokenizer() -> Path:
    """A `tokenizer.json`: byte-level BPE of 4,096 tokens, Qwen2.5-Coder's special ones last."""
    return _made("tokenizer", "json", "", _train_tokenizer)


def random(size: str) -> Path:
    """A model of random weights: `micro` has 0.8 million, `tiny` 5.5 million."""
    return _made(f"random-{size}", "gguf", size, lambda path: _write_random(path, size))


def by_heart(text: str) -> Path:
    """A model that continues any place of `text` as `text` does, and ends where it knows nothing."""
    return _made("by-heart", "gguf", text, lambda path: _write_by_heart(path, text))


def recurrent() -> Path:
    """A model that remembers in a state instead of a list: nothing can be cut off."""
    return _made("recurrent", "gguf", "", _write_recurrent)


def sliding() -> Path:
    """A model most of whose layers see the last 64 tokens only."""
    return _made("sliding", "gguf", "", _write_sliding)


def _made(name: str, suffix: str, source: str, make: Callable[[Path], None]) -> Path:
    path = FOLDER / f"{name}-{_fingerprint(source)}.{suffix}"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock"), timeout=120):
        if not path.exists():
            _make_atomically(path, make)
    return path


def _make_atomically(path: Path, make: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        unfinished = Path(folder, path.name)
        make(unfinished)
        unfinished.replace(path)


def _fingerprint(source: str) -> str:
    digest = hashlib.sha256(source.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem in ("models", "gguf_files", "memory", "forgetful"):
            digest.update(file.read_bytes())
    for made_by in (platform.python_version(), *map(version, ("gguf", "tokenizers", "numpy"))):
        digest.update(made_by.encode())
    return digest.hexdigest()[:16]


def _train_tokenizer(path: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    bytewise: Any = pre_tokenizers.ByteLevel
    trained: Any = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated")
    as_bytes = bytewise(add_prefix_space=False, use_regex=False)
    trained.pre_tokenizer = pre_tokenizers.Sequence([split, as_bytes])
    trained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=TOKENS - len(SPECIALS),
        initial_alphabet=sorted(bytewise.alphabet()),
        show_progress=False,
    )
    trained.train_from_iterator(_standard_library(), trainer)
    trained.add_special_tokens(
        [AddedToken(text, special=True, normalized=False) for text in SPECIALS]
    )
    assert trained.get_vocab_size() == TOKENS
    trained.save(str(path))


def _standard_library() -> Iterator[str]:
    """The modules at the top of the standard library: 200 files of every style."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    for file in sorted(folder.glob("*.py")):
        yield file.read_text("utf-8", errors="replace")


def _write_random(path: Path, size: str) -> None:
    import numpy as np

    from tests.engine import gguf_files

    dice = np.random.default_rng(20240607)

    def weights_of(name: str, dimensions: tuple[int, ...]) -> gguf_files.Weights:
        if len(dimensions) == 1:
            fill = 1.0 if name.endswith("norm.weight") else 0.0
            return np.full(dimensions, fill, np.float32)
        return dice.standard_normal(dimensions, dtype=np.float32) * np.float32(0.02)

    words = gguf_files.read_vocabulary(tokenizer())
    gguf_files.write(path, f"random-{size}", SIZES[size], words, weights_of)


def _write_recurrent(path: Path) -> None:
    from tests.engine import forgetful, gguf_files

    forgetful.write_recurrent(path, gguf_files.read_vocabulary(tokenizer()))


def _write_sliding(path: Path) -> None:
    from tests.engine import forgetful, gguf_files

    forgetful.write_sliding(path, gguf_files.read_vocabulary(tokenizer()))


def _write_by_heart(path: Path, text: str) -> None:
    from tests.engine import memory

    memory.write(path, text, tokenizer())

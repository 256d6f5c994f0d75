"""What a `tokenizer.json` says: how text is split, which bytes are merged in which order.

The format is that of Hugging Face tokenizers (docs: "The tokenization pipeline"); how it is read
follows llama.cpp, which does the real counting: text is not normalised, added tokens are always one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

from sansfil.core.phrases import Phrase, phrase, sentence
from sansfil.ports import StoreError

# The split of GPT-2 (openai/gpt-2, src/encoder.py), which ByteLevel applies under `use_regex`.
GPT2_SPLIT = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
# llama.cpp composes no characters (NFC), so neither does the count.
_HARMLESS_NORMALIZERS = ("NFC",)


class UnusableTokenizer(StoreError):
    """`said` is the sentence for the user, the text the same in English."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(sentence(said, "en"))
        self.said = said


@dataclass(frozen=True)
class Recipe:
    """`splits` are regular expressions applied in turn, each to the pieces of the one before it;
    `ranks` number the merged byte strings, the first merge lowest; `specials` are never split."""

    splits: tuple[str, ...]
    ranks: Mapping[bytes, int]
    specials: tuple[str, ...]


def recipe_of(tree: object, path: Path) -> Recipe:
    """The recipe in a parsed `tokenizer.json`; raises UnusableTokenizer."""
    try:
        return _Reading(path).recipe(cast("Any", tree))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableTokenizer(phrase("tokenizer.not_one", path=path)) from error


class _Reading:
    """One look at a file of that name; whatever it lacks surfaces as KeyError or TypeError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recipe(self, tree: Mapping[str, Any]) -> Recipe:
        self._refuse_normalizer(tree.get("normalizer"))
        model = tree["model"]
        self._refuse_model(model)
        return Recipe(
            splits=tuple(self._splits(tree["pre_tokenizer"])),
            ranks=_ranks(model["merges"]),
            specials=tuple(str(token["content"]) for token in tree.get("added_tokens") or ()),
        )

    def _refuse_model(self, model: Mapping[str, Any]) -> None:
        if model["type"] != "BPE":
            self._refuse(model["type"])
        marks = ("byte_fallback", "continuing_subword_prefix", "end_of_word_suffix")
        for mark in marks:
            if model.get(mark):
                self._refuse(mark)

    def _refuse_normalizer(self, normalizer: Mapping[str, Any] | None) -> None:
        for each in _flat(normalizer, "normalizers"):
            if each["type"] not in _HARMLESS_NORMALIZERS:
                self._refuse(each["type"])

    def _splits(self, pre_tokenizer: Mapping[str, Any] | None) -> Iterator[str]:
        *before, last = _flat(pre_tokenizer, "pretokenizers") or [{"type": "no ByteLevel"}]
        if last["type"] != "ByteLevel" or last.get("add_prefix_space"):
            self._refuse(last["type"])
        for each in before:
            yield self._split(each)
        if last.get("use_regex", True):
            yield GPT2_SPLIT

    def _split(self, step: Mapping[str, Any]) -> str:
        match step:
            case {"type": "Digits", "individual_digits": bool(are_alone)}:
                return r"\p{N}" if are_alone else r"\p{N}+"
            case {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}:
                return _pattern(pattern)
            case {"type": "Split", "pattern": pattern, "behavior": "Removed", "invert": True}:
                return _pattern(pattern)
            case _:
                return self._refuse(step["type"])

    def _refuse(self, what: object) -> NoReturn:
        raise UnusableTokenizer(phrase("tokenizer.not_bytewise", path=self._path, what=what))


def _flat(step: Mapping[str, Any] | None, nested: str) -> list[Mapping[str, Any]]:
    """The steps of a sequence, or the one step that there is."""
    if step is None:
        return []
    return list(step[nested]) if step["type"] == "Sequence" else [step]


def _pattern(pattern: Mapping[str, str]) -> str:
    return pattern["Regex"] if "Regex" in pattern else re.escape(pattern["String"])


def _ranks(merges: Sequence[str | Sequence[str]]) -> dict[bytes, int]:
    """Byte strings by the order of their merge, after the 256 bytes themselves.

    In a trained BPE, whatever is merged into a token was merged in the one order that made it, so
    the order of the merges says as much as the merges do.
    """
    byte_of = {character: byte for byte, character in enumerate(_byte_characters())}
    ranks = {bytes((byte,)): byte for byte in range(256)}
    for merge in merges:
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        ranks.setdefault(bytes(byte_of[each] for each in left + right), len(ranks))
    return ranks


def _byte_characters() -> Iterator[str]:
    """The character that stands for each byte (`bytes_to_unicode` of openai/gpt-2, src/encoder.py):
    a printable one stands for itself, the others are counted up from U+0100."""
    shifted = 0x100
    for byte in range(256):
        if 0x21 <= byte <= 0x7E or (byte >= 0xA1 and byte != 0xAD):
            yield chr(byte)
        else:
            yield chr(shifted)
            shifted += 1

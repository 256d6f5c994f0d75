"""A function from text to its number of tokens; nothing is downloaded, ever."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sansfil.adapters.reading import content_up_to
from sansfil.adapters.tokens.recipe import Recipe, UnusableTokenizer, recipe_of
from sansfil.core.phrases import phrase

MOST_BYTES = 64_000_000
# tiktoken's regular expressions give up, with a panic, in a run of a million blanks.
CHARACTERS_AT_ONCE = 100_000
_WHOLE = r"(?s:.+)"
_Cut = Callable[[str], Iterable[str]]


def counter_from(tokenizer_json: Path) -> Callable[[str], int]:
    """Counts tokens as the model of this file does; its special tokens count as one each.

    A text of more than `CHARACTERS_AT_ONCE` may come out some tokens too high. Blocks for some tenths
    of a second; the function itself takes about a millisecond for 8,000 characters. Raises
    UnusableTokenizer, a StoreError, in one sentence.
    """
    recipe = recipe_of(_tree(tokenizer_json), tokenizer_json)
    try:
        return _counter(recipe)
    except ImportError as error:
        raise UnusableTokenizer(phrase("tokenizer.no_tiktoken", path=tokenizer_json)) from error
    except ValueError as error:
        # A pattern in a dialect that is not understood.
        raise UnusableTokenizer(phrase("tokenizer.not_one", path=tokenizer_json)) from error


def _tree(path: Path) -> object:
    try:
        return json.loads(content_up_to(path, MOST_BYTES))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnusableTokenizer(phrase("tokenizer.unreadable", path=path, why=why)) from error
    except (ValueError, RecursionError) as error:
        raise UnusableTokenizer(phrase("tokenizer.not_one", path=path)) from error


def _counter(recipe: Recipe) -> Callable[[str], int]:
    special = _any_of(recipe.specials)
    ordinary = _ordinary_counter(recipe)

    def count(text: str) -> int:
        between = special.split(text) if special else [text]
        return len(between) - 1 + sum(map(ordinary, between))

    return count


def _ordinary_counter(recipe: Recipe) -> Callable[[str], int]:
    # The class alone: tiktoken's own encodings, which it would download, are never asked for.
    from tiktoken.core import Encoding

    *before, last = recipe.splits or (_WHOLE,)
    encoding = Encoding(
        "local", pat_str=_covering(last), mergeable_ranks=dict(recipe.ranks), special_tokens={}
    )
    cuts = [_cutting(split) for split in before]

    def count(text: str) -> int:
        pieces = _slices(text)
        for cut in cuts:
            pieces = [smaller for piece in pieces for smaller in cut(piece)]
        return sum(len(encoding.encode_ordinary(piece)) for piece in pieces)

    return count


def _slices(text: str) -> Sequence[str]:
    if len(text) <= CHARACTERS_AT_ONCE:
        return (text,)
    starts = range(0, len(text), CHARACTERS_AT_ONCE)
    return [text[start : start + CHARACTERS_AT_ONCE] for start in starts]


def _cutting(split: str) -> _Cut:
    """Cuts a text into what `split` matches and what lies between; raises ValueError."""
    regex: Any = import_module("regex")
    try:
        return regex.compile(_covering(split)).findall
    except regex.error as error:
        raise ValueError(split) from error


def _covering(split: str) -> str:
    """A pattern for the matches of `split` and, as whole pieces, for the stretches between them.

    tiktoken drops what its pattern does not match, tokenizers keeps it as a piece.
    """
    return f"(?:{split})|(?:(?!{split})(?s:.))+"


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Matches the longest of `texts` that stands at a place."""
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

"""Code and questions as terms: whole identifiers, their parts, stems.

`getUserProfiles` is `getuserprofiles`, `get`, `user` and `profil`; so is `get_user_profiles`, because a
whole identifier is written without what joins its parts. Accents are folded, and text without spaces
between its words (Chinese, Japanese) is cut into pairs of characters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sized
from functools import lru_cache
from typing import TypeVar
from zlib import crc32

from sansfil.core.ranking.stemming import stem

# Longer ones are data: hashes, base64.
LONGEST_WORD = 64
KNOWN_WORDS = 1 << 17
_WORD = re.compile(r"\w+")
# In this order: HTTPServer, Server and server, digits, and letters without case.
_ASCII_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ANY_PART = re.compile(r"\d+|[^\W\d_]+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]+")


Answer = TypeVar("Answer")


class Known(dict[str, Answer]):
    """What was worked out of words. All is forgotten where it gets too much, so that asking for what is
    known changes nothing: a cache that keeps what was used last writes at every question."""

    def __init__(self, work: Callable[[str], Answer]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> Answer:
        if len(self) >= KNOWN_WORDS:
            self.clear()
        answer = self[word] = self._work(word)
        return answer


def words_of(text: str) -> list[str]:
    """The words and identifiers of a text as they are written, in order."""
    return _WORD.findall(text)


@lru_cache(maxsize=KNOWN_WORDS)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word or identifier: the whole first, then its parts where there are several."""
    if len(word) > LONGEST_WORD:
        return ()
    parts = parts_of(word)
    stems = tuple(map(stem, parts))
    return ("".join(parts), *stems) if _has_whole(word, parts) else stems


def _has_whole(word: str, parts: Sized) -> bool:
    return len(parts) > 1 and not _UNSPACED.search(word)


def part_terms_of(word: str) -> tuple[str, ...]:
    """The terms of a word without the whole, where it has several parts."""
    terms = terms_of(word)
    return terms[1:] if len(terms) > 1 else terms


def ids_of(word: str) -> tuple[int, ...]:
    """What stands for the terms of a word in sparse vectors: their CRC-32."""
    return TERM_IDS[word]


def term_id(term: str) -> int:
    return crc32(term.encode("utf-8", "surrogatepass"))


def _ids_of_terms(word: str) -> tuple[int, ...]:
    if len(word) > LONGEST_WORD:
        return ()
    parts = parts_of(word)
    ids = [_STEM_IDS[part] for part in parts]
    return (term_id("".join(parts)), *ids) if _has_whole(word, parts) else tuple(ids)


# By words; for who has many of them. Parts are shared by many words.
TERM_IDS = Known(_ids_of_terms)
_STEM_IDS = Known(lambda part: term_id(stem(part)))


@lru_cache(maxsize=KNOWN_WORDS)
def definition_id(name: str) -> int | None:
    """What stands for the definition of `name`, however it is written; None for what is no name."""
    parts = parts_of(name) if len(name) <= LONGEST_WORD else []
    return term_id(f"def {''.join(parts)}") if parts else None


def parts_of(word: str) -> list[str]:
    """`HTTPServer2` is http, server, 2: in lower case, without accents."""
    if word.isascii():
        return [part.lower() for part in _ASCII_PART.findall(word)]
    return [part for piece in _ANY_PART.findall(folded(word)) for part in _unspaced_pairs(piece)]


def folded(word: str) -> str:
    """In lower case, without accents."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in spread if not unicodedata.combining(each))


def _unspaced_pairs(piece: str) -> Iterator[str]:
    if not _UNSPACED.fullmatch(piece) or len(piece) < 3:
        yield piece
        return
    yield from (piece[at : at + 2] for at in range(len(piece) - 1))

"""Code and questions as terms: whole identifiers, their parts, stems.

`getUserProfiles` is `getuserprofiles`, `get`, `user` and `profil`; so is `get_user_profiles`, because a
whole identifier is written without what joins its parts. Accents are folded, and text without spaces
between its words (Chinese, Japanese) is cut into pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
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


def words_of(text: str) -> list[str]:
    """The words and identifiers of a text as they are written, in order."""
    return _WORD.findall(text)


@lru_cache(maxsize=KNOWN_WORDS)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word or identifier: the whole first, then its parts where there are several."""
    if len(word) > LONGEST_WORD:
        return ()
    parts = parts_of(word)
    stems = tuple(stem(part) for part in parts)
    return stems if len(parts) < 2 or _UNSPACED.search(word) else ("".join(parts), *stems)


def part_terms_of(word: str) -> tuple[str, ...]:
    """The terms of a word without the whole, where it has several parts."""
    terms = terms_of(word)
    return terms[1:] if len(terms) > 1 else terms


@lru_cache(maxsize=KNOWN_WORDS)
def ids_of(word: str) -> tuple[int, ...]:
    """What stands for the terms of a word in sparse vectors: their CRC-32."""
    return tuple(term_id(term) for term in terms_of(word))


def term_id(term: str) -> int:
    return crc32(term.encode("utf-8", "surrogatepass"))


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

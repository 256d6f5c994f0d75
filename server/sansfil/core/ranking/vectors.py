"""Chunks as sparse vectors: BM25 with its document side worked out beforehand.

Source of the formula: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and
Beyond (Foundations and Trends in Information Retrieval 3, 2009), equation 3.15; the weight of fields
is section 3.6's, added to the frequencies before they saturate. The idf is the store's.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sansfil.core.ranking.values import SparseVector
from sansfil.core.ranking.words import TERM_IDS, definition_id, ids_of, words_of


@dataclass(frozen=True)
class VectorKnobs:
    """`k1`, `b` and `usual_terms` (of a chunk of 1,000 characters or so) are BM25's; a word of the path
    counts as often as `path`, one of the symbol's name as often as `symbol` in the text. What is defined
    here has a term of its own, of weight `definition`, which only a question for that name looks for."""

    k1: float = 1.2
    b: float = 0.75
    usual_terms: float = 180.0
    path: float = 4.0
    symbol: float = 2.0
    definition: float = 1.0


_USUAL = VectorKnobs()


def document_vector(
    text: str,
    path: str = "",
    symbols: Iterable[str] = (),
    defines: Iterable[str] | None = None,
    knobs: VectorKnobs | None = None,
) -> SparseVector:
    """The vector of a chunk with this text in the file at `path`; `symbols` are the dotted paths or names
    of what it defines, or lies in, and `defines` those whose definitions begin in it (None: all)."""
    return vector_of_words(words_of(text), path, symbols, defines, knobs)


def vector_of_words(
    words: Iterable[str],
    path: str = "",
    symbols: Iterable[str] = (),
    defines: Iterable[str] | None = None,
    knobs: VectorKnobs | None = None,
) -> SparseVector:
    """The same for who has the words of the text already, as `words_of` gives them."""
    knobs, names = knobs or _USUAL, [each for each in symbols if each]
    counts = _counts(words)
    soft = _softness(sum(counts.values()), knobs)
    for term in _ids_of_field(path):
        counts[term] = counts.get(term, 0) + knobs.path
    for term in frozenset[int]().union(*map(_ids_of_field, names)):
        counts[term] = counts.get(term, 0) + knobs.symbol
    most = knobs.k1 + 1
    weights = {term: count * most / (count + soft) for term, count in counts.items()}
    for name in names if defines is None else defines:
        if (term := definition_id(name.rpartition(".")[2])) is not None:
            weights[term] = knobs.definition
    return SparseVector(tuple(weights), tuple(weights.values()))


def _softness(length: float, knobs: VectorKnobs) -> float:
    return knobs.k1 * (1 - knobs.b + knobs.b * length / knobs.usual_terms)


@dataclass(frozen=True, slots=True)
class TermWeight:
    """What the text, the path and the symbols of a chunk add to the weight of one term."""

    text: float = 0.0
    path: float = 0.0
    symbol: float = 0.0


def weights_of(
    terms: Collection[int], text: str, path: str, symbol: str, knobs: VectorKnobs | None = None
) -> Mapping[int, TermWeight]:
    """The weights that `document_vector` gives those of the `terms` that the chunk has, by where each
    stands."""
    knobs, counts = knobs or _USUAL, _counts(words_of(text))
    soft = _softness(sum(counts.values()), knobs)
    in_path, in_symbol = _ids_of_field(path), _ids_of_field(symbol)
    found: dict[int, TermWeight] = {}
    for term in terms:
        said = counts.get(term, 0.0)
        above, named = knobs.path * (term in in_path), knobs.symbol * (term in in_symbol)
        if count := said + above + named:
            each = (knobs.k1 + 1) / (count + soft)
            found[term] = TermWeight(said * each, above * each, named * each)
    defined = definition_id(symbol.rpartition(".")[2])
    if defined is not None and defined in terms:
        found[defined] = TermWeight(symbol=knobs.definition)
    return found


def _counts(words: Iterable[str]) -> dict[int, float]:
    counts: dict[int, float] = {}
    for word, count in Counter(words).items():
        for term in TERM_IDS[word]:
            counts[term] = counts.get(term, 0) + count
    return counts


@lru_cache(maxsize=1 << 12)
def _ids_of_field(field: str) -> frozenset[int]:
    """Each term once, however often the field repeats it."""
    return frozenset(term for word in words_of(field) for term in ids_of(word))

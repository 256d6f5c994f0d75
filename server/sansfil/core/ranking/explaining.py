"""Why a chunk was found: the words of the question that its text, its path or its symbol has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from sansfil.core.ranking.fusing import FusingKnobs, RankedChunk, named_share
from sansfil.core.ranking.questions import only_name, query_vector, words_asked
from sansfil.core.ranking.vectors import TermWeight, weights_of
from sansfil.core.ranking.words import definition_id, parts_of, term_id, terms_of
from sansfil.core.retrieval import Reason

MOST_WORDS = 8
_FIELDS: Sequence[tuple[str, Callable[[TermWeight], float]]] = (
    ("words", lambda weight: weight.text),
    ("path", lambda weight: weight.path),
    ("symbol", lambda weight: weight.symbol),
)


def explained(question: str, hit: RankedChunk, text: str) -> tuple[Reason, ...]:
    """The reasons of `hit`, whose text is `text`. What its words count is told apart into the text, the
    path and the symbol by the weights that they have in the query and in the chunk's vector; the store
    does not say how rare each is, so all count as equally rare."""
    why: list[Reason] = []
    for reason in hit.why:
        why += _told_apart(question, hit, text, reason) if reason.name == "words" else (reason,)
    return tuple(sorted(why, key=lambda each: -each.share))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: its words, its terms and what each weighs, by number."""

    words: tuple[str, ...]
    terms: frozenset[str]
    weights: Mapping[int, float]


@lru_cache(maxsize=16)
def _asked(question: str) -> _Asked:
    words, vector = words_asked(question), query_vector(question)
    terms = frozenset(term for word in words for term in terms_of(word))
    weights = dict(zip(vector.indices, vector.values, strict=True))
    # The name that is all of a question is asked for, though it be a small word.
    return _Asked(tuple(dict.fromkeys((*words, only_name(question)))), terms, weights)


def _told_apart(question: str, hit: RankedChunk, text: str, reason: Reason) -> Sequence[Reason]:
    asked, symbol = _asked(question), hit.chunk.symbol if hit.chunk else ""
    weights = weights_of(asked.weights.keys(), text, hit.path, symbol)
    parts = {
        name: sum(asked.weights[term] * said(weight) for term, weight in weights.items())
        for name, said in _FIELDS
    }
    whole = sum(parts.values())
    if not whole:
        return (reason,)
    # What a file gains for its own name counts as the path's.
    parts["path"] += whole * FusingKnobs().named * named_share(hit.path, asked.terms)
    whole = sum(parts.values())
    return [
        replace(reason, name=name, share=reason.share * parts[name] / whole,
                detail=_detail(asked.words, {term for term, weight in weights.items() if said(weight)}))
        for name, said in _FIELDS
        if parts[name] > 0
    ]  # fmt: skip


def _detail(words: Iterable[str], found: Collection[int]) -> str:
    matched = dict.fromkeys(each for word in words for each in _matched(word, found))
    return ", ".join(islice(matched, MOST_WORDS))


def _matched(word: str, found: Collection[int]) -> Iterator[str]:
    """The word, if it was found as a whole or defined; else those of its parts that were found."""
    parts, terms = parts_of(word), terms_of(word)
    if not terms:
        return
    hits = [term_id(term) in found for term in terms]
    of_parts = hits[-len(parts) :]
    is_whole = hits[0] if len(terms) > len(parts) else all(hits)
    if is_whole or definition_id(word) in found:
        yield word
        return
    yield from (part for part, is_found in zip(parts, of_parts, strict=True) if is_found)

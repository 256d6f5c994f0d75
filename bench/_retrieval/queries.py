"""Which commits are asked for: a rule that was fixed before any ranking was tuned.

Of the newest 600 commits that are no merges, those count that changed 1 to 8 source files which
were there before; up to 60 are taken, evenly spread. The question is the subject and the body,
without trailers, at most 1,000 characters; what it should find are those source files, in the
tree of the commit's parent. Source is code by its suffix that is not for tests, documents or building.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench._retrieval.repository import Change, Repository

NEWEST, MOST_QUERIES, MOST_FILES = 600, 60, 8
LEAST_CHARACTERS, MOST_CHARACTERS = 15, 1_000
SOURCE = frozenset(
    "py pyi dart ts tsx mts cts js jsx mjs cjs vue svelte go rs java kt swift c h cc cpp hpp cxx m mm "
    "cs rb php scala lua ex exs erl hs ml clj r jl sh bash html css scss sql".split()
)
NOT_SOURCE = re.compile(
    r"(^|/)(tests?|__tests__|specs?|e2e|integration_test|fixtures|__mocks__|mocks|docs?|\.github)/"
    r"|(^|/)(test_[^/]*|conftest)\.py$|[._-](test|spec)\.\w+$|_test\.\w+$"
    r"|\.(g|freezed|pb|pbenum|min)\.\w+$|_pb2\.py$",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"^\s*[A-Z][\w-]*-(by|with|id|issue|pr):.*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Query:
    """Asked in the tree of `parent`."""

    sha: str
    parent: str
    text: str
    truth: frozenset[str]


def queries_of(repository: Repository) -> Sequence[Query]:
    """Newest first, the same for everybody who has the same history."""
    found = [query for each in repository.changes(NEWEST) if (query := _query(each)) is not None]
    if len(found) <= MOST_QUERIES:
        return found
    return [found[at * len(found) // MOST_QUERIES] for at in range(MOST_QUERIES)]


def is_source(path: str) -> bool:
    return path.rpartition(".")[2].lower() in SOURCE and NOT_SOURCE.search(path) is None


def _query(change: Change) -> Query | None:
    truth = frozenset(p for letter, p in change.paths if letter in "MD" and is_source(p))
    text = f"{change.subject}\n\n{_TRAILER.sub('', change.body)}".strip()[:MOST_CHARACTERS]
    if not change.parent or not 1 <= len(truth) <= MOST_FILES:
        return None
    return Query(change.sha, change.parent, text, truth) if len(text) >= LEAST_CHARACTERS else None

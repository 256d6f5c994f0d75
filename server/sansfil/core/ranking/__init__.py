"""Which code a question means: words, sparse vectors, the fused score.

Write:  `document_vector(text, path, symbols)` and `kind_of(path)` for each chunk.
Ask:    `query_vector(question)` for the store and for `CommitMessages(commits).recalled(vector, paths)`;
        then `ranked(question, words, meaning, history)`, and `explained(...)` for what is shown.
"""

from sansfil.core.ranking.explaining import explained
from sansfil.core.ranking.fusing import FusingKnobs, RankedChunk, ranked
from sansfil.core.ranking.history import CommitMessages, Recalled
from sansfil.core.ranking.kinds import kind_of
from sansfil.core.ranking.questions import query_vector
from sansfil.core.ranking.values import Commit, FileKind, ScoredChunk, SparseVector
from sansfil.core.ranking.vectors import document_vector, vector_of_words
from sansfil.core.ranking.words import words_of

__all__ = [
    "Commit",
    "CommitMessages",
    "FileKind",
    "FusingKnobs",
    "RankedChunk",
    "Recalled",
    "ScoredChunk",
    "SparseVector",
    "document_vector",
    "explained",
    "kind_of",
    "query_vector",
    "ranked",
    "vector_of_words",
    "words_of",
]

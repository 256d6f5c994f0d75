"""Which code a question means: words, sparse vectors, the fused score."""

from sansfil.core.ranking.values import Commit, FileKind, ScoredChunk, SparseVector

__all__ = ["Commit", "FileKind", "ScoredChunk", "SparseVector"]

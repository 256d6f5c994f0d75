"""The index of a workspace, as its process keeps it: built in small steps, searched between them.

For one thread. `Indexer` is its face; `world` says what it needs of the outside. What is found is written
in this order: points, then the journal's row, so that a process may be killed between any two steps.
"""

from sansfil.features.indexing.digesting import digested
from sansfil.features.indexing.indexer import Indexer, opened, opened_in_memory
from sansfil.features.indexing.world import IndexerKnobs, IndexWorld

__all__ = ["IndexWorld", "Indexer", "IndexerKnobs", "digested", "opened", "opened_in_memory"]

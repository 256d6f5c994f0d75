"""What an index knows of its files, in SQLite: which are done, what they define, vectors by their texts.

A journal is held by one process at a time, which is also how a second one on the same workspace is found
out where the store is a server. A loss of power may cost the last seconds, a killed process nothing.
"""

from sansfil.adapters.index_state.journals import SqliteJournals

__all__ = ["SqliteJournals"]

"""The ledger of what was asked of providers and paid, in a database that all windows share.

`ledger` is the port to it, `book` opens the database and answers for its failures in one thread, `layout`
is its form, `booking` writes rows, `counting` reads them, `pruning` sums old ones, `holders` tells requests
of living processes from those of dead ones.
"""

from sansfil.adapters.ledger.ledger import SqliteLedger
from sansfil.adapters.ledger.limits import LedgerLimits

__all__ = ["LedgerLimits", "SqliteLedger"]

"""A kitchen garden: what grows where, when to sow it, and what it gave."""

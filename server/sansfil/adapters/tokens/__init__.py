"""Counts the tokens of a text as a model does, from the model's own `tokenizer.json` on disk.

Only byte-level BPE is counted exactly; where this fails, the caller estimates.
"""

from sansfil.adapters.tokens.counter import counter_from
from sansfil.adapters.tokens.recipe import UnusableTokenizer

__all__ = ["UnusableTokenizer", "counter_from"]

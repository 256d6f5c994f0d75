"""Which identifiers a file uses, and how often: a count by pattern, in which strings and comments count."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from sansfil.core.ngram.redaction import redact
from sansfil.core.ngram.suspects import suspicious_lines

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d*")
# In these a word is prose, markup or data, and refers to nothing.
_WITHOUT = frozenset(
    "html css scss sass less stylus yaml toml json jsonc json5 markdown mdx xml ini properties "
    "restructuredtext latex bat".split()
)
_SHORTEST, _LONGEST = 3, 80


def identifiers(text: str, language: str, words: Iterable[str] | None = None) -> Mapping[str, int]:
    """Names of three characters and more, case kept, and nothing that looks like a secret; none for
    prose, markup, styles and data. `words` are all runs of letters, digits and `_` in the text, for who
    has them already."""
    if language in _WITHOUT or not language:
        return {}
    found = _names(_WORD.findall(text) if words is None else words)
    for line in suspicious_lines(text, list(found)):
        clean = redact(line)
        if clean != line:
            found.subtract(_names(_WORD.findall(line)))
            found.update(_names(_WORD.findall(clean)))
    return {name: count for name, count in found.items() if count > 0 and len(name) <= _LONGEST}


def _names(words: Iterable[str]) -> Counter[str]:
    """No name begins with a digit: of `2fast` the rest may be one."""
    found = Counter(words)
    for word in [each for each in found if each[0].isdecimal()]:
        found[_DIGITS.sub("", word, count=1)] += found.pop(word)
    return Counter({name: count for name, count in found.items() if len(name) >= _SHORTEST})

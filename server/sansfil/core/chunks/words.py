"""Which identifiers a file uses, and how often: a count by pattern, in which strings and comments count."""

import re
from collections import Counter
from collections.abc import Mapping

from sansfil.core.ngram.redaction import redact
from sansfil.core.ngram.suspects import suspicious_lines

_IDENTIFIER = re.compile(r"[^\W\d]\w{2,}")
# In these a word is prose, markup or data, and refers to nothing.
_WITHOUT = frozenset(
    "html css scss sass less stylus yaml toml json jsonc json5 markdown mdx xml ini properties "
    "restructuredtext latex bat".split()
)
_LONGEST = 80


def identifiers(text: str, language: str) -> Mapping[str, int]:
    """Names of three characters and more, case kept, and nothing that looks like a secret; none for
    prose, markup, styles and data."""
    if language in _WITHOUT or not language:
        return {}
    found = Counter(_IDENTIFIER.findall(text))
    for line in suspicious_lines(text, list(found)):
        clean = redact(line)
        if clean != line:
            found.subtract(_IDENTIFIER.findall(line))
            found.update(_IDENTIFIER.findall(clean))
    return {name: count for name, count in found.items() if count > 0 and len(name) <= _LONGEST}

"""Which names a module gives, so far as its text alone can say."""

import re
from dataclasses import dataclass

from sansfil.core.grounding.dart_scan import whole_exports
from sansfil.core.grounding.python_definitions import python_definitions
from sansfil.core.grounding.quoting import without_quoted
from sansfil.core.grounding.scanning import SCRIPTS
from sansfil.core.grounding.script_definitions import script_definitions


@dataclass(frozen=True)
class Defined:
    """`names` that may be defined in a module; `is_open` claims that there may be more, and `passed_on` are
    modules, as they are written there, all of whose names it has too."""

    names: frozenset[str]
    is_open: bool = False
    passed_on: tuple[str, ...] = ()

    def may_have(self, name: str) -> bool:
        """Whether `name` may be there, by the text of this module alone."""
        return self.is_open or bool(self.passed_on) or name in self.names


MOST_CHARACTERS = 400_000
ANYTHING = Defined(frozenset(), is_open=True)
_WORD = re.compile(r"[\w$]+")


def defined(language: str, text: str) -> Defined:
    """What is not among its names is certainly not defined, unless there may be more: a word too many does no
    harm, one too few would."""
    if len(text) > MOST_CHARACTERS:
        return ANYTHING
    code = without_quoted(language, text)
    if language == "python":
        return Defined(*python_definitions(text, code))
    if language == "dart":
        return Defined(frozenset(_WORD.findall(code)), passed_on=whole_exports(text))
    if language in SCRIPTS:
        return Defined(*script_definitions(text, code))
    return ANYTHING

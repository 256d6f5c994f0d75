"""What the lexer must know of a language: its strings, comments, keywords and operators."""

import keyword
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from sansfil.core.literals import QUOTED, RAW, RAW_3, SLASHES, TRIPLE


class Family(Enum):
    """Which rules read the structure of a language."""

    PYTHON = "python"
    SCRIPT = "script"
    DART = "dart"


@dataclass(frozen=True)
class Tongue:
    """`token` names its groups: `s` string, `h` the opening of a string that may hold code, `c` comment,
    `w` word, `o` number, `n` line end, `p` the rest.

    `holes` is what counts inside of a string that may hold code: escapes, and in the groups `hole`
    and `name` where code begins.
    """

    family: Family
    token: re.Pattern[str]
    keywords: frozenset[str]
    holes: str

    def within(self, quote: str) -> re.Pattern[str]:
        """What counts up to the quote, which is the group `end`; at a `line` the string is broken."""
        line = "" if len(quote) == 3 or quote == "`" else r"|(?P<line>[\r\n])"
        return _compiled(rf"{self.holes}|(?P<end>{quote}){line}")

    def specification(self, quote: str) -> re.Pattern[str]:
        """The same up to the end of a format specification, which the quote would break."""
        return _compiled(rf"{self.holes}|(?P<line>{quote}|[\r\n])|(?P<end>\}})")

    def is_closed(self, string: str) -> bool:
        """Whether a string without code has its end."""
        text = string.lstrip("rRbBuU")
        quote = text[:3] if text[:3] in ('"""', "'''") and len(text) > 3 else text[:1]
        return len(text) >= 2 * len(quote) and text.endswith(quote)

    @property
    def imports_whole_files(self) -> bool:
        """Whether an import without names brings all that a file defines."""
        return self.family is Family.DART

    @property
    def has_bare_members(self) -> bool:
        """Whether a class may call its own members by their bare names, be it only in its own block."""
        return self.family is not Family.SCRIPT

    def is_name(self, word: str) -> bool:
        """Whether the word may be the name of something."""
        return bool(_NAME.fullmatch(word)) and word not in self.keywords


_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_OPENING = r"(?:\"{3}|'{3}|\"|')"
_END = r"(?P<n>\r\n?|\n)"
_NUMBER = r"(?P<o>\d[\w.]*)"
_PYTHON_TOKEN = re.compile(
    rf"(?P<h>(?:[rR]?[fFtT]|[fFtT][rR]){_OPENING})|(?P<s>[rRbBuU]{{0,2}}(?:{TRIPLE}|{QUOTED}))"
    rf"|(?P<c>#[^\r\n]*|\\(?:\r\n?|\n))|(?P<w>[^\W\d]\w*)|{_NUMBER}|{_END}"
    r"|(?P<p>\.\.\.|:=|==|!=|<=|>=|->|\*\*=|//=|>>=|<<=|\*\*|//|>>|<<|[-+*/%@&|^]=|\S)",
    re.DOTALL,
)
_REST = r"(?P<p>=>|===|!==|==|!=|<=|>=|\.\.\.|\?\.|\?\?=?|&&=?|\|\|=?|\+\+|--|[-+*/%&|^]=|\S)"
_SCRIPT_TOKEN = re.compile(
    rf"(?P<c>{SLASHES})|(?P<h>`)|(?P<s>{QUOTED})"
    rf"|(?P<w>(?:[^\W\d]|\$)[\w$]*)|{_NUMBER}|{_END}|{_REST}",
    re.DOTALL,
)
_DART_TOKEN = re.compile(
    rf"(?P<c>{SLASHES})|(?P<s>r(?:{RAW_3}|{RAW}))|(?P<h>{_OPENING})"
    rf"|(?P<w>(?:[^\W\d]|\$)[\w$]*)|{_NUMBER}|{_END}|{_REST}",
    re.DOTALL,
)
_PYTHON = Tongue(
    Family.PYTHON,
    _PYTHON_TOKEN,
    frozenset(keyword.kwlist),
    r"\\N\{[^{}\r\n]*\}|\\(?:\r\n|[^{}])|\{\{|(?P<hole>\{)",
)
_SCRIPT = Tongue(
    Family.SCRIPT,
    _SCRIPT_TOKEN,
    frozenset(
        (
            "await break case catch class const continue debugger default delete do else enum export "
            "extends false finally for function if import in instanceof new null return super switch "
            "this throw true try typeof var void while with yield let static implements interface "
            "package private protected public async of as undefined"
        ).split()
    ),
    r"\\.|(?P<hole>\$\{)",
)
_DART = Tongue(
    Family.DART,
    _DART_TOKEN,
    frozenset(
        (
            "abstract as assert async await break case catch class const continue covariant default "
            "deferred do dynamic else enum export extends extension external factory false final "
            "finally for get if implements import in interface is late library mixin new null on "
            "operator part required rethrow return sealed set static super switch sync this throw "
            "true try typedef var void while with yield int double num bool String"
        ).split()
    ),
    r"\\.|(?P<hole>\$\{)|\$(?P<name>[^\W\d]\w*)",
)
_LANGUAGES = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "javascriptreact": _SCRIPT,
    "typescript": _SCRIPT,
    "typescriptreact": _SCRIPT,
    "dart": _DART,
}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


def tongue_of(language: str) -> Tongue | None:
    """None for a language in which nothing is certain."""
    return _LANGUAGES.get(language)

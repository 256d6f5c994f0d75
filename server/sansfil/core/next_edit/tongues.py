"""What the lexer must know of a language: its strings, comments, keywords and operators."""

import keyword
import re
from dataclasses import dataclass
from enum import Enum


class Family(Enum):
    """Which rules read the structure of a language."""

    PYTHON = "python"
    SCRIPT = "script"
    DART = "dart"


@dataclass(frozen=True)
class Tongue:
    """`token` names its groups: `s` string, `c` comment, `w` word, `o` number, `n` line end, `p` the rest.

    `inner` finds the code inside a string that `may_hold_code`, in its first group that matched.
    """

    family: Family
    token: re.Pattern[str]
    keywords: frozenset[str]
    may_hold_code: re.Pattern[str]
    inner: re.Pattern[str]

    @property
    def imports_whole_files(self) -> bool:
        """Whether an import without names brings all that a file defines."""
        return self.family is Family.DART

    def is_name(self, word: str) -> bool:
        """Whether the word may be the name of something."""
        return bool(_NAME.fullmatch(word)) and word not in self.keywords


_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_QUOTED = r"\"(?:\\.|[^\"\\\r\n])*+\"?|'(?:\\.|[^'\\\r\n])*+'?"
_TRIPLE = r"\"{3}(?:\\.|.)*?(?:\"{3}|\Z)|'{3}(?:\\.|.)*?(?:'{3}|\Z)"
_SLASHED = r"//[^\r\n]*|/\*.*?(?:\*/|\Z)"
_END = r"(?P<n>\r\n?|\n)"
_NUMBER = r"(?P<o>\d[\w.]*)"
_PYTHON_TOKEN = re.compile(
    rf"(?P<s>[rRbBuUfFtT]{{0,2}}(?:{_TRIPLE}|{_QUOTED}))|(?P<c>#[^\r\n]*|\\(?:\r\n?|\n))"
    rf"|(?P<w>[^\W\d]\w*)|{_NUMBER}|{_END}"
    r"|(?P<p>:=|==|!=|<=|>=|->|\*\*=|//=|>>=|<<=|\*\*|//|>>|<<|[-+*/%@&|^]=|\S)",
    re.DOTALL,
)
_REST = r"(?P<p>=>|===|!==|==|!=|<=|>=|\.\.\.|\?\.|\?\?=?|&&=?|\|\|=?|\+\+|--|[-+*/%&|^]=|\S)"
_REGEX = r"(?<=[=(,:!&|?;\[])\s*+/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*+\]|[^/\\\[\r\n])++/\w*"
_SCRIPT_TOKEN = re.compile(
    rf"(?P<c>{_SLASHED})|(?P<s>`(?:\\.|[^`\\])*+`?|{_QUOTED}|{_REGEX})"
    rf"|(?P<w>(?:[^\W\d]|\$)[\w$]*)|{_NUMBER}|{_END}|{_REST}",
    re.DOTALL,
)
_DART_TOKEN = re.compile(
    rf"(?P<c>{_SLASHED})|(?P<s>r?(?:{_TRIPLE})|r'[^'\r\n]*'?|r\"[^\"\r\n]*\"?|{_QUOTED})"
    rf"|(?P<w>(?:[^\W\d]|\$)[\w$]*)|{_NUMBER}|{_END}|{_REST}",
    re.DOTALL,
)
_PYTHON = Tongue(
    Family.PYTHON,
    _PYTHON_TOKEN,
    frozenset(keyword.kwlist),
    re.compile(r"[rR]?[fFtT]"),
    re.compile(r"\{\{|\{([^{}'\"\\:!=]*)(?:![rsa]|=)?(?::[^{}]*)?\}"),
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
    re.compile(r"`"),
    re.compile(r"\\.|\$\{([^{}'\"\\`]*)\}"),
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
    re.compile(r"['\"]"),
    re.compile(r"\\.|\$\{([^{}'\"\\]*)\}|\$([^\W\d]\w*)"),
)
_LANGUAGES = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "javascriptreact": _SCRIPT,
    "typescript": _SCRIPT,
    "typescriptreact": _SCRIPT,
    "dart": _DART,
}


def tongue_of(language: str) -> Tongue | None:
    """None for a language in which nothing is certain."""
    return _LANGUAGES.get(language)

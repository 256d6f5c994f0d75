"""What brackets, quotes and comments look like in each language, as far as ghost text must know."""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

_NEVER = r"(?!)"
_COLON = r":$"
_KEYWORDS = (
    r"\b(?:do|then|else|begin)$"
    r"|^\s*(?:local\s+)?(?:def|class|module|function|if|unless|while|for|until|case)\b(?!.*\bend$)"
)


@dataclass(frozen=True)
class Lexis:
    """`quotes` end on their line, `long_quotes` may hold line breaks; `hole` opens code in a string,
    `holed_prefixes` are the letters before a quote without which there are no holes.

    `opens` is found in a line of code behind which a block follows by indentation alone, `ends` in
    a line that closes one, `goes_on` in one that continues its statement. `is_strict` claims that
    such a block may not be empty. `has_tags` is for JSX and HTML, `has_angles` for `<…>` as brackets.
    """

    line_comments: tuple[str, ...] = ("//", "#")
    block_comment: tuple[str, str] | None = None
    quotes: tuple[str, ...] = ('"', "'")
    long_quotes: tuple[str, ...] = ()
    hole: str = ""
    holed_prefixes: str = ""
    opens: str = _COLON
    ends: str = r"^\s*(?:end|fi|done|esac)\b[;)]*$"
    goes_on: str = r"^\s*(?:else|elif|elsif|except|finally|rescue|ensure|when)\b"
    is_strict: bool = False
    is_prose: bool = False
    has_tags: bool = False
    has_angles: bool = False

    @cached_property
    def ends_of_quotes(self) -> frozenset[str]:
        return frozenset((*self.quotes, *self.long_quotes))


_C = Lexis(line_comments=("//",), block_comment=("/*", "*/"))
_SCRIPT = replace(_C, long_quotes=("`",), hole="${")
_HASH = Lexis(line_comments=("#",))
_PROSE = Lexis(line_comments=(), quotes=(), opens=_NEVER, goes_on=_NEVER, is_prose=True)
_MARKUP = replace(_PROSE, has_tags=True, is_prose=False)

_LANGUAGES = {
    "python": Lexis(
        line_comments=("#",),
        long_quotes=('"""', "'''"),
        hole="{",
        holed_prefixes="fFtT",
        is_strict=True,
    ),
    "dart": replace(_C, long_quotes=('"""', "'''"), hole="${"),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "javascriptreact": replace(_SCRIPT, has_tags=True),
    "typescriptreact": replace(_SCRIPT, has_tags=True),
    "json": replace(_C, quotes=('"',), opens=_NEVER),
    "jsonc": replace(_C, quotes=('"',), opens=_NEVER),
    "go": replace(_C, long_quotes=("`",)),
    "rust": replace(_C, quotes=(), long_quotes=('"',)),
    "css": replace(_C, line_comments=(), opens=_NEVER),
    "ruby": replace(_HASH, hole="#{", opens=_KEYWORDS),
    "lua": Lexis(line_comments=("--",), opens=_KEYWORDS),
    "shellscript": replace(_HASH, opens=_KEYWORDS),
    "yaml": _HASH,
    "toml": replace(_HASH, long_quotes=('"""', "'''"), opens=_NEVER),
    "sql": Lexis(line_comments=("--",), opens=_NEVER),
    **dict.fromkeys(("c", "cpp", "java", "csharp", "kotlin", "swift", "php", "scala"), _C),
    **dict.fromkeys(("html", "xml", "vue", "svelte"), _MARKUP),
    **dict.fromkeys(("markdown", "plaintext", "latex", "restructuredtext"), _PROSE),
}


def lexis_of(language: str) -> Lexis:
    """The lexis of a language id; an unknown one gets what most languages share."""
    return _LANGUAGES.get(language, Lexis())


@lru_cache(maxsize=64)
def pattern_of(lexis: Lexis) -> re.Pattern[str]:
    """Finds every token that can open or close something; longer ones first."""
    words = [*lexis.long_quotes, *lexis.quotes, *lexis.line_comments]
    words += [*(lexis.block_comment or ()), *filter(None, (lexis.hole,))]
    words = sorted({*words, *"()[]{}"}, key=len, reverse=True)
    head = r"(?<!\w)<[A-Za-z][\w.:-]*(?=[\s/>]|\Z)(?!\s+extends\b)"
    tags = [r"</[\w.:-]*>", head, r"<>", r"/>", r"(?<!=)>"]
    angles = [r"<", r"(?<![=-])>"]
    parts = [r"\n", r"\\."]
    parts += tags if lexis.has_tags else []
    parts += [re.escape(word) for word in words]
    parts += angles if lexis.has_angles else []
    return re.compile("|".join(parts))

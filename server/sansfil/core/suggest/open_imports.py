"""Imports that have begun and are not over: above the cursor, left of it, or where a completion ends.

Taking something for one that is none costs a look at it, or a moment of waiting, never the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sansfil.core.suggest.site import Site

_SCRIPTS = ("javascript", "javascriptreact", "typescript", "typescriptreact")
_MOST_LINES = 200
# A module in quotes that are not closed yet, and an argument.
_BEGUN = r"(?:(?P<quote>['\"`])[^'\"`\n]*)?\Z"
_ARGUMENT = r"(?:(?P<quote>['\"`])[^'\"`\n]*(?P<end>(?P=quote)\s*)?)?\Z"
_NOTES = r"(?:/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|//[^\n]*+)"


# Of Python, where the module has been named and nothing of it, and where another name for it has begun.
_FROM_ALONE = re.compile(r"\A(\W*from\s+[.\w]+)(?:\s+(?:i|im|imp|impo|impor|import)?\s*)?\Z")
_ALIAS_BEGUN = re.compile(r"(?<=\w)\s+as?\s*\Z")


@dataclass(frozen=True)
class _Tongue:
    """`words` is found wherever an import may begin, `open` from where one begins to the end of the text; a line
    of which `within` is not all has no place inside one."""

    words: re.Pattern[str]
    open: re.Pattern[str]
    within: re.Pattern[str]


_PYTHON = _Tongue(
    re.compile(r"\bimport\b|\bimport_module\b|\b__import__\b|^[ \t]*from\b|[;:][ \t]*from\b", re.M),
    re.compile(
        r"(?:^|[;:])[ \t]*(?:from|import)\b(?:[^\n;#'\"\\()]|\\\r?\n)*+(?:\((?:[^()#'\"]|#[^\n]*+)*+)?\Z"
        rf"|(?<!\w)(?P<call>import_module|__import__)\(\s*{_ARGUMENT}",
        re.MULTILINE,
    ),
    re.compile(r"(?:[\s\w,*.\\]|#.*)*"),
)
_SCRIPT = _Tongue(
    re.compile(r"\b(?:import|export|from|require)\b"),
    re.compile(
        r"(?:^|[;}]|\*/)[ \t]*(?:"
        rf"import\b(?![ \t]*[(.])(?:[^'\"`();=/]|{_NOTES})*+"
        rf"|export\s*(?:type\s*)?(?:\*[\w$\s]*+|\{{(?:[^{{}}'\"`();=/]|{_NOTES})*+(?:\}}\s*(?:from\s*)?)?)"
        rf"){_BEGUN.replace('quote', 'named')}"
        rf"|(?<![\w$.])(?P<call>require|import)\(\s*(?:{_NOTES}\s*)*+{_ARGUMENT}",
        re.MULTILINE,
    ),
    re.compile(r"(?:[\s\w$*,{}]|//.*|/\*.*)*"),
)
_DART = _Tongue(
    re.compile(r"\b(?:import|export|part)\b"),
    re.compile(
        r"^[ \t]*(?:import|export|part)(?=['\"]|\s+(?:of\b|augment\b|r?['\"]|//|/\*|\Z)|\Z)"
        rf"(?:[^;{{}}'\"/]|'[^'\n]*+'|\"[^\"\n]*+\"|{_NOTES})*+{_BEGUN}",
        re.MULTILINE,
    ),
    re.compile(r"[^;{}]*"),
)
_TONGUES: Mapping[str, _Tongue] = {
    "python": _PYTHON,
    "dart": _DART,
    **dict.fromkeys(_SCRIPTS, _SCRIPT),
}


def has_imports(language: str) -> bool:
    """Whether it is known how a language imports."""
    return language in _TONGUES


def may_import(language: str, text: str) -> bool:
    """Whether `text` has a word with which an import may begin."""
    return _TONGUES[language].words.search(text) is not None


def words_in(language: str, line: str) -> Iterator[re.Match[str]]:
    """The words of a line with which an import may begin."""
    return _TONGUES[language].words.finditer(line)


def open_import(language: str, text: str) -> re.Match[str] | None:
    """From where an import begins that the end of `text` is still a part of."""
    return _TONGUES[language].open.search(text)


def completed(language: str, text: str, rest: str) -> str:
    """`text` with the rest of its line, and an import that is still open there as if it were over: what has been
    said of its module must not go unseen."""
    begun = open_import(language, text)
    quote = _quote(begun) if begun else ""
    if begun and quote and quote not in rest:
        return text[: begun.start()] + _ended(language, begun) + rest
    text += rest
    begun = open_import(language, text)
    return text[: begun.start()] + _ended(language, begun) if begun else text


def _quote(begun: re.Match[str]) -> str:
    """That behind which a module has begun, empty where it is closed again."""
    groups = begun.groupdict()
    return "" if groups.get("end") else groups.get("named") or groups.get("quote") or ""


def _ended(language: str, begun: re.Match[str]) -> str:
    text, quote = begun[0], _quote(begun)
    if quote and text.endswith(quote):
        return text
    if begun.groupdict().get("call"):
        return f"{text}{quote})"
    if language == "python":
        return _FROM_ALONE.sub(r"\1 import *", _ALIAS_BEGUN.sub("", text))
    return f"{text}{quote};" if quote or language == "dart" else text


def import_begun_above(site: Site) -> str:
    """The lines above, with their ends, of an import that goes on at the cursor; empty where none does."""
    tongue, lines = _TONGUES[site.language], site.lines_before[-_MOST_LINES:]
    for number in range(len(lines) - 1, -1, -1):
        if tongue.words.search(lines[number]):
            text = "\n".join((*lines[number:], site.line_before))
            if tongue.open.search(text):
                return text.removesuffix(site.line_before)
        if not tongue.within.fullmatch(lines[number]):
            return ""
    return ""


def prose_begun_above(site: Site) -> str:
    """The string or comment that goes on at the cursor's line, from its beginning; empty where none does."""
    if site.begun is not None:
        return site.begun()
    from sansfil.core.grounding.quoting import begun_in  # only where it is needed

    return begun_in(site.language, "".join(f"{line}\n" for line in site.lines_before))

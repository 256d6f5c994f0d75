"""Finds what looks like a secret in a line, so that it is neither learned nor suggested."""

import re
from itertools import pairwise
from typing import Final

MARK: Final = "\ue000"
SHORTEST = 20
SMALL, CAPITAL, DIGIT = range(3)

_SUSPECT = re.compile(r"[A-Za-z0-9+/_=~-]{20,}")
_KNOWN = re.compile(
    r"(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{12,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|eyJ[\w-]{10,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}"
)
_HINTS = (
    "passw", "passp", "passc", "pwd", "secret", "token", "key", "auth", "credential", "bearer", "basic",
    "tok-", "xox", "://", " -p", " -u", "--user",
)  # fmt: skip
_TELLING = re.compile(
    r"(?:passw(?:or)?ds?|passphrase|passcode|pwd|secrets?"
    r"|(?:^|_)(?:api|access|private|secret|auth|account|signing|encryption|master)_?key)(?:_|$)"
    r"|(?:token|(?:^|_)(?:auth|authorization)|credentials?)(?:_(?:prod|production|dev|test|staging))?$"
)
# Stands in every line with such a name: most lines with a `key` have none.
_TELLING_WORD = re.compile(
    r"(?i)passw|passp|passc|pwd|secret|token|auth|cred"
    r"|(?:api|access|private|account|signing|encryption|master)[-_.:]?key"
)
_HARMLESS = re.compile(
    r"_(?:types?|counts?|names?|files?|filename|path|dir|urls?|uri|endpoint|re|regexp?|pattern|prompt"
    r"|labels?|fields?|hint|help|policy|id|ids|len|length|size|kind|class|format|list|map|index|pos"
    r"|start|end|mode|method|scheme|handler|header|error|message|msg|text|title|description|prefix"
    r"|suffix|char|chars|column|line|style|color|expiry|expires|env|var|param|provider|storage)$"
)
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.:]")
_NAME = r"(?=[\w.-]*(?i:pass|pwd|secret|token|[a-z_.-]key|auth|cred))(?P<name>[A-Za-z_][\w.-]*)"
_TYPE = r"(?::\s*[&\w.\[\]|?<>][&\w.\[\]|?<> ]{0,40})?"
_LITERAL = (
    r"\\?(?P<quote>\"{3}|'{3}|[\"'`])(?!\s*[+%,)](?:\s|$))(?P<value>(?:\\.|(?!(?P=quote)).){4,})"
)
_PAIR = r"(?:[\w.]*(?:Auth|getenv|environ\.get)?[(\[]\s*(?:\"[^\"]*\"|'[^']*'|\w+)\s*,\s*)?"
_QUOTED = re.compile(
    rf"(?<![\w.-]){_NAME}(?:\[\d*\]|\\?[\"']?\]?)(?:{_TYPE}\s*(?::=|=>|=(?![=>])|:(?![:=]))|\s+value=)"
    rf"\s*{_PAIR}[rbfuRBFUL@$]{{0,2}}{_LITERAL}"
)
_TAG = re.compile(r"<(?P<name>[A-Za-z][\w:.-]*)(?:\s[^<>]*)?>(?P<value>[^<>]{4,})</")
_SHELL = re.compile(
    r"(?:^|(?<=\s)|(?<=[\s?&;\"']))(?:--)?(?P<name>[A-Z][A-Z0-9_]*|(?:(?<=--)|(?<=[?&;])|(?<=export ))[\w-]+)"
    r"=(?P<value>[^\s\"'`(){}\[\],;&<>]{4,})(?=[\s;&\"']|$)"
)
_CONFIGURED = re.compile(
    r"^\s*(?:[-*]\s+|export\s+|set\s+|ENV\s+|.*\s--)?[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?"
    r"(?:\s*(?::=|=>|=|:)\s*|\s+(?=\S*\d))(?:(?:[Bb]earer|[Bb]asic|[Tt]oken)\s+)?"
    r"(?P<value>[^\s\"'`()\[\]{},;<>=]{6,})[,;]?\s*(?:\s(?:#|//).*)?$"
)
_NAMED = (_QUOTED, _TAG, _SHELL)
_UNNAMED = (
    re.compile(
        r"\b(?i:bearer|basic|token)\s+(?=\S*[\d=]|\S*[a-z][A-Z])(?P<value>[A-Za-z0-9._~+/=-]{8,})"
    ),
    re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@\"']*:(?P<value>[^\s/@\"']+)@"),
    re.compile(r"\b(?P<value>(?:tok-|xox[a-z]-)(?=[\w-]*\d)[\w-]{6,})"),
    re.compile(
        r"\b(?:mysql\w*|mariadb[\w-]*|psql|pg_\w+|sshpass)\s(?:.*\s)?-p(?P<value>[\"']?[^\s-]\S{2,})"
    ),
    re.compile(r"\bcurl\s(?:.*\s)?(?:-u|--user)\s*[\"']?[^\s:\"']+:(?P<value>[^\s\"']+)"),
)
# What a template fills in later is no secret, and neither is the scheme before it.
_HOLE = re.compile(
    r"\$?\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]+(?!\w)|%(?:\(\w+\))?[sdr]|<[^<>]*>|\*+|\.{3}"
    r"|\b(?i:bearer|basic|token)\s"
)
_EXPRESSION = re.compile(
    r"[&*@!$-]*[A-Za-z_]\w*(?:(?:\.|::|->|\?\.)\w+)+[!?]?|[.~/].*|0x\w+|-?[\d.]+"
)
_TYPE_NAME = re.compile(
    r"(?i)(?:u?int|float|utf|sha|md|base|str|oauth|bytes|vec|http|arg|param)_?\d+\w*"
)
_DIGIT = re.compile(r"[0-9]")
_HEX = re.compile(r"[0-9a-fA-F-]{32,}")
_TURNS_PER_CHARACTER = 0.28


def redact(line: str) -> str:
    """The line with every secret-looking stretch replaced by `MARK`."""
    clean = line
    if _SUSPECT.search(clean):
        clean = _SUSPECT.sub(_marked_if_secret, clean)
    return _without_told_values(clean) if _may_tell(clean) else clean


def looks_secret(text: str) -> bool:
    """True when `redact` would change the text."""
    return any(redact(line) != line for line in text.splitlines())


def _marked_if_secret(found: re.Match[str]) -> str:
    span = found[0]
    if _KNOWN.search(span):
        return MARK
    # Most long words are names, and have none.
    has_digit = _DIGIT.search(span) is not None
    return MARK if has_digit and (_HEX.fullmatch(span) or _looks_random(span)) else span


def _may_tell(line: str) -> bool:
    # Nearly every line ends its way here, and plain searches are several times faster than a pattern.
    lowered = line.lower()
    for hint in _HINTS:  # noqa: SIM110 - a plain loop, for its speed
        if hint in lowered:
            return True
    return False


def _without_told_values(line: str) -> str:
    for form in _UNNAMED:
        line = form.sub(_without_value, line)
    if not _TELLING_WORD.search(line):
        return line
    for form in _NAMED:
        line = form.sub(_without_named_value, line)
    return _CONFIGURED.sub(_without_configured_value, line)


def _without_value(found: re.Match[str]) -> str:
    if not _is_literal(found["value"], shortest=1):
        return found[0]
    start, end = (at - found.start() for at in found.span("value"))
    return found[0][:start] + MARK + found[0][end:]


def _without_named_value(found: re.Match[str]) -> str:
    if not _is_telling(found["name"]) or not _is_literal(found["value"], shortest=4):
        return found[0]
    return _without_value(found)


def _without_configured_value(found: re.Match[str]) -> str:
    return found[0] if _is_code(found["value"]) else _without_named_value(found)


def _is_telling(name: str) -> bool:
    """True for `dbPassword` and `SMTP_PASSWORD`; false for `token_type` and `author`."""
    words = _WORD_STARTS.sub("_", name).lower().rstrip("0123456789_")
    return bool(_TELLING.search(words)) and not _HARMLESS.search(words)


def _is_literal(value: str, shortest: int) -> bool:
    """False for holes of a template, and for a value that only repeats a telling name."""
    told = _HOLE.sub("", value).replace(MARK, "").strip()
    return len(told) >= shortest and not (told.isidentifier() and _repeats_a_name(told))


def _repeats_a_name(word: str) -> bool:
    return _is_telling(word) and not any(character.isdigit() for character in word[:-1])


def _is_code(word: str) -> bool:
    """True for what reads as a name, a type, a path or a number rather than as a password."""
    word = word.rstrip(".:")
    if _TYPE_NAME.fullmatch(word) or _EXPRESSION.fullmatch(word):
        return not (word.isdigit() and len(word) >= 6)
    return word.isidentifier() and not any(character.isdigit() for character in word)


def _looks_random(span: str) -> bool:
    """Random text with a digit changes between small letters, capitals and digits more often than names do.

    From a capital to a small letter is no change: a name's parts begin so.
    """
    kinds = [_kind(character) for character in span if character.isalnum()]
    if len(kinds) < SHORTEST:
        return False
    turns = sum(one != other and (one, other) != (CAPITAL, SMALL) for one, other in pairwise(kinds))
    return turns >= _TURNS_PER_CHARACTER * len(kinds)


def _kind(character: str) -> int:
    if character.isdigit():
        return DIGIT
    return CAPITAL if character.isupper() else SMALL

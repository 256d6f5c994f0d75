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
_ASSIGNED = re.compile(
    r"(?i)(?:passw(?:or)?d|passphrase|secret|api_?key|access_?key|auth_?token|private_?key)\w*"
    r"[\"']?\s*[:=]\s*(?:[\"'](?P<quoted>[^\"'\s]{6,})[\"']|(?P<bare>[^\"'\s()\[\].,]{16,})$)"
)
_HEX = re.compile(r"(?=.*\d)[0-9a-fA-F-]{32,}")
_TURNS_PER_CHARACTER = 0.28


def redact(line: str) -> str:
    """The line with every secret-looking stretch replaced by `MARK`."""
    clean = line
    if _SUSPECT.search(clean):
        clean = _SUSPECT.sub(_marked_if_secret, clean)
    if _ASSIGNED.search(clean):
        clean = _ASSIGNED.sub(_without_value, clean)
    return clean


def looks_secret(text: str) -> bool:
    """True when `redact` would change the text."""
    return any(redact(line) != line for line in text.splitlines())


def _marked_if_secret(found: re.Match[str]) -> str:
    span = found[0]
    return MARK if _KNOWN.search(span) or _HEX.fullmatch(span) or _looks_random(span) else span


def _without_value(found: re.Match[str]) -> str:
    return found[0].replace(found["quoted"] or found["bare"], MARK)


def _looks_random(span: str) -> bool:
    """Random text changes between small letters, capitals and digits more often than names do.

    From a capital to a small letter is no change: a name's parts begin so.
    """
    kinds = [_kind(character) for character in span if character.isalnum()]
    if len(kinds) < SHORTEST or DIGIT not in kinds:
        return False
    turns = sum(one != other and (one, other) != (CAPITAL, SMALL) for one, other in pairwise(kinds))
    return turns >= _TURNS_PER_CHARACTER * len(kinds)


def _kind(character: str) -> int:
    if character.isdigit():
        return DIGIT
    return CAPITAL if character.isupper() else SMALL

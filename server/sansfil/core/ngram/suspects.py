"""Which lines of a text may hold a secret: a whole file is looked through faster than its lines one by one."""

import re
from collections.abc import Iterable, Iterator

# A word that stands somewhere in the names of a text: what the line with the secret says, in small letters.
_TOLD_BY = {
    **{
        word: (word,)
        for word in (
            "passw", "passp", "passc", "pwd", "secret", "token", "key", "auth", "credential", "bearer", "basic",
            "xox", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat", "aiza", "hf_",
            "npm_", "eyj",
        )
    },
    "tok": ("tok-",), "sql": (" -p",), "mariadb": (" -p",), "pg_": (" -p",), "sshpass": (" -p",),
    "curl": (" -u", "--user"),
}  # fmt: skip
# As long as `redact` wants it, with a digit behind something else; and a password in an address. Two
# patterns: one for both is twice as slow.
_RUN = re.compile(r"[0-9](?<=[A-Za-z+/_=~-][0-9])[A-Za-z0-9+/_=~-]*(?<=[A-Za-z0-9+/_=~-]{20})")
_ADDRESS = re.compile(r"://[^\s/:@\"']*:[^\s/@\"']+@")


def suspicious_lines(text: str, names: Iterable[str]) -> Iterator[str]:
    """Every line that `redact` may change, but for those of keys that begin with `sk` and have no digit.

    `names` are all the words of the text.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # letters of some languages are two when they are small
        return iter(text.split("\n"))
    places = _lines_of(_RUN, text) | _lines_of(_ADDRESS, text)
    places |= _lines_of_words(lowered, " ".join(names).lower())
    return (text[start:end] for start, end in places.items())


def _lines_of(pattern: re.Pattern[str], text: str) -> dict[int, int]:
    """Where each line begins and ends in which something is found."""
    found, last = dict[int, int](), -1
    for run in pattern.finditer(text):
        if run.start() > last:
            start, last = _line_at(text, run.start())
            found[start] = last
    return found


def _lines_of_words(lowered: str, names: str) -> dict[int, int]:
    found = dict[int, int]()
    told = {said for word, all_said in _TOLD_BY.items() if word in names for said in all_said}
    for said in told:
        at = lowered.find(said)
        while at >= 0:
            start, end = _line_at(lowered, at)
            found[start] = end
            at = lowered.find(said, end)
    return found


def _line_at(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)

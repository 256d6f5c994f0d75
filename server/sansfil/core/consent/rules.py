"""Our own rules for secrets: keys of model providers, private keys as a whole, and what reads as a secret.

They stand beside those of a scanner that is kept by others, which come as compiled patterns (see
`adapters/secrets_scanner`). All of them look for forms; none measures entropy.
"""

import re
from collections.abc import Iterable, Iterator

from sansfil.core.consent.masking import Secret
from sansfil.core.ngram.redaction import MARK, redact

# Formats: openrouter.ai/docs (sk-or-v1- and 64 hex digits), docs.anthropic.com, platform.openai.com,
# console.groq.com, docs.github.com; each may grow, so only its beginning and a least length count.
_PROVIDERS = re.compile(
    r"\b(?:sk-or-(?:v\d+-)?[A-Za-z0-9_-]{16,}|sk-ant-[A-Za-z0-9_-]{16,}|sk-proj-[A-Za-z0-9_-]{16,}"
    r"|gsk_[A-Za-z0-9]{16,}|xai-[A-Za-z0-9]{16,}|r8_[A-Za-z0-9]{16,}|pplx-[A-Za-z0-9]{16,}"
    r"|dop_v1_[a-f0-9]{16,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,}"
    r"|age-secret-key-1[a-z0-9]{20,}|hv[sbr]\.[A-Za-z0-9_-]{16,}|dckr_pat_[A-Za-z0-9_-]{16,}"
    r"|ya29\.[A-Za-z0-9_-]{16,}|GOCSPX-[A-Za-z0-9_-]{16,}|lin_api_[A-Za-z0-9]{16,})",
    re.IGNORECASE,
)
_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_END = r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
# A key that the end of an excerpt cuts off goes on for as long as there are only its lines.
_REST = (
    r"(?:\\[rn]|[\s\"',#*|>]|(?:Proc-Type|DEK-Info|Version|Comment): [^\r\n]*"
    r"|[A-Za-z0-9+/=]{16,})*+"
)
_WHOLE_KEY = re.compile(rf"{_BEGIN}(?:(?:(?!-----BEGIN)[\s\S]){{0,20000}}?{_END}|{_REST})")
_KEYS_END = re.compile(
    rf"(?:^[ \t\"'#*]*[A-Za-z0-9+/=]{{16,}}+(?:\\[rn])*[\"',]*\r?\n){{1,400}}[ \t\"'#*]*{_END}",
    re.MULTILINE,
)
_PUTTY = re.compile(r"(?<=Private-Lines: )\d{1,3}\r?\n(?:[A-Za-z0-9+/=]{8,}\r?\n?){1,200}")
_MULTI_LINE = (
    ("PRIVATE KEY", "private key", _WHOLE_KEY),
    ("PRIVATE KEY", "private key", _KEYS_END),
    ("Private-Lines: ", "private key", _PUTTY),
)


def secrets_of_whole(text: str) -> Iterator[Secret]:
    """Those of more than one line."""
    for hint, kind, pattern in _MULTI_LINE:
        if hint in text:
            yield from (Secret(*found.span(), kind) for found in pattern.finditer(text))


def secrets_of_lines(text: str) -> Iterator[Secret]:
    """Those that stand in one line each."""
    for found in _PROVIDERS.finditer(text):
        yield Secret(*found.span(), "provider key")
    start = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        for first, last in _redacted(bare):
            yield Secret(start + first, start + last, "secret")
        start += len(line)


def in_order(found: Iterable[Secret]) -> tuple[Secret, ...]:
    """By place; of those that overlap one remains, over both their lengths."""
    ordered: list[Secret] = []
    for each in sorted(found, key=lambda secret: (secret.start, -secret.end)):
        last = ordered[-1] if ordered else None
        if last is None or each.start >= last.end:
            ordered.append(each)
        elif each.end > last.end:
            ordered[-1] = Secret(last.start, each.end, last.kind)
    return tuple(ordered)


def _redacted(line: str) -> Iterator[tuple[int, int]]:
    """Where the line is another after `redact`."""
    told = line.replace(MARK, "\ue001")  # a mark of the text's own marks nothing
    clean = redact(told)
    if clean == told:
        return
    pieces, at = clean.split(MARK), 0
    for number, piece in enumerate(pieces[:-1]):
        end = at + len(piece) if number == 0 else told.index(piece, at + 1) + len(piece)
        if number:
            yield at, end - len(piece)
        at = end
    yield at, len(told) - len(pieces[-1])

"""Finds secrets in texts: by the rules of `detect-secrets` and by our own, in a thread of their own.

Of the library only the patterns are used, never the code around them, which would ask providers whether
a secret is a true one; nothing here opens a socket. Its detectors of entropy and of public addresses are
left out. So are those of keywords and of private keys: what is assigned to a telling name, and a key to
its last line, is found by our own rules, with fewer false alarms (`bench/secret_search.py`).
"""

import importlib
import importlib.util
import pkgutil
import re
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sansfil.adapters.worker import Worker
from sansfil.core.consent.masking import Secret
from sansfil.core.consent.rules import in_order, secrets_of_lines, secrets_of_whole
from sansfil.core.phrases import phrase
from sansfil.ports.leaving import NotScanned

LIBRARY = "detect_secrets"
DEADLINE_MS = 5_000
MOST_WAITING = 64
MOST_CHARACTERS = 4_000_000
# A pattern holds the interpreter until it is done with its text: so much takes it about a millisecond.
MOST_LINES, MOST_LINE_CHARACTERS = 48, 20_000
RULES_AT_ONCE = 8
LEFT_OUT = frozenset({"base", "high_entropy_strings", "ip_public", "keyword", "private_key"})
# Detectors of which a group is the secret; of all others it is the whole match.
GROUPED = frozenset(
    {"aws", "basic_auth", "cloudant", "ibm_cloud_iam", "ibm_cos_hmac", "npm", "softlayer"}
)
MOST_KEPT = 4_096


@dataclass(frozen=True)
class Rule:
    """A pattern of the library; `is_grouped` claims that one of its groups is the secret."""

    kind: str
    pattern: re.Pattern[str]
    is_grouped: bool

    def found(self, text: str) -> Iterator[Secret]:
        for match in self.pattern.finditer(text):
            groups = [at for at in range(1, self.pattern.groups + 1) if match[at]]
            group = max(groups, key=lambda at: len(match[at])) if self.is_grouped and groups else 0
            yield Secret(*match.span(group), self.kind)


class LibraryScanner:
    """Fits `SecretScanner`; one per process. The thread starts with the first text."""

    def __init__(
        self, deadline_ms: int = DEADLINE_MS, rules: Callable[[], Sequence[Rule]] | None = None
    ) -> None:
        self._deadline_ms, self._read_rules = deadline_ms, rules or library_rules
        self._rules: Sequence[Rule] | None = None
        self._worker: Worker | None = None
        self._kept: OrderedDict[bytes, tuple[Secret, ...]] = OrderedDict()

    async def secrets(self, text: str) -> Sequence[Secret]:
        """Fails closed: raises NotScanned for what could not be looked through to its end."""
        if len(text) > MOST_CHARACTERS:
            raise NotScanned(phrase("secrets.too_long"))
        if self._worker is None:
            self._worker = Worker("secrets", MOST_WAITING)
        until_s = time.monotonic() + self._deadline_ms / 1000
        answer = await self._worker.read(lambda: self._answer(text, until_s), self._deadline_ms)
        if answer is None:
            raise NotScanned(phrase("secrets.too_slow"))
        if isinstance(answer, NotScanned):
            raise answer
        if isinstance(answer, Exception):
            raise NotScanned(phrase("secrets.failed")) from answer
        return answer

    async def close(self) -> None:
        if self._worker is not None:
            await self._worker.close(self._kept.clear, deadline_ms=200)

    def _answer(self, text: str, until_s: float) -> tuple[Secret, ...] | Exception:
        """In the thread, which raises nothing."""
        try:
            return self._searched(text, until_s)
        except Exception as error:  # whatever it is, nothing is sent
            return error

    def _searched(self, text: str, until_s: float) -> tuple[Secret, ...]:
        if self._rules is None:
            self._rules = self._read_rules()
        found, start = list(secrets_of_whole(text)), 0
        for chunk in chunks_of(text):
            if time.monotonic() > until_s:
                raise NotScanned(phrase("secrets.too_slow"))
            found += (_moved(each, start) for each in self._of_chunk(chunk, self._rules))
            start += len(chunk)
        return in_order(found)

    def _of_chunk(self, chunk: str, rules: Sequence[Rule]) -> tuple[Secret, ...]:
        key = blake2b(chunk.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        known = self._kept.get(key)
        if known is None:
            known = self._kept[key] = secrets_in(chunk, rules, _breath)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return known


def secrets_in(
    chunk: str, rules: Iterable[Rule], between: Callable[[], None] = lambda: None
) -> tuple[Secret, ...]:
    """What the library's rules and ours find in some lines; `between` is called after some rules."""
    found = list(secrets_of_lines(chunk))
    for number, rule in enumerate(rules):
        if number % RULES_AT_ONCE == 0:
            between()
        found += rule.found(chunk)
    return in_order(found)


def _breath() -> None:
    """Lets the event loop have the interpreter, if it waits for it."""
    time.sleep(0)


def library_rules() -> Sequence[Rule]:
    """Those of the library that look for a form; raises NotScanned."""
    if importlib.util.find_spec(LIBRARY) is None:
        raise NotScanned(phrase("secrets.no_scanner"))
    plugins: Any = importlib.import_module(f"{LIBRARY}.plugins")
    names = [module.name for module in pkgutil.iter_modules(plugins.__path__)]
    rules = [rule for name in names if name not in LEFT_OUT for rule in _rules_of(name)]
    if not rules:
        raise NotScanned(phrase("secrets.no_scanner"))
    return rules


def _rules_of(name: str) -> Iterator[Rule]:
    module: Any = importlib.import_module(f"{LIBRARY}.plugins.{name}")
    for known in dir(module):
        detector: Any = getattr(module, known)
        if getattr(detector, "__module__", "") != module.__name__:
            continue  # what the module has of others
        for pattern in getattr(detector, "denylist", ()):
            yield Rule(name.replace("_", " "), pattern, name in GROUPED)


def chunks_of(text: str) -> Iterator[str]:
    """The text in pieces of whole lines, cut where the lines themselves say so: a line that is put in
    moves no cut but its own."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if len(line) > MOST_LINE_CHARACTERS:
            raise NotScanned(phrase("secrets.too_long"))
        lines.append(line)
        is_cut = zlib.crc32(line.encode("utf-8", "surrogatepass")) % 16 == 0
        if (is_cut and len(lines) > 4) or len(lines) == MOST_LINES:
            yield "".join(lines)
            lines = []
    if lines:
        yield "".join(lines)


def _moved(secret: Secret, by: int) -> Secret:
    return Secret(secret.start + by, secret.end + by, secret.kind)

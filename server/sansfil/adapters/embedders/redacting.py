"""Texts without what looks like a secret, for those that leave the machine."""

from collections.abc import Callable, Iterator, Sequence

from sansfil.adapters.secrets_scanner import Rule, chunks_of, library_rules, secrets_in
from sansfil.core.consent import Secret
from sansfil.core.consent.rules import in_order, secrets_of_whole
from sansfil.ports import EngineError
from sansfil.ports.leaving import NotScanned

HIDDEN = "…"
Redact = Callable[[str], str]


def redacting() -> Redact:
    """`without_secrets` by the same rules as a prompt is searched by; raises EngineError where they are not
    there."""
    try:
        rules = library_rules()
    except NotScanned as error:
        raise EngineError(error.said) from error
    return lambda text: without_secrets(text, rules)


def without_secrets(text: str, rules: Sequence[Rule] = ()) -> str:
    """The same text always comes out the same, so that its vector can be kept. Raises EngineError for what
    cannot be searched."""
    pieces, end = list[str](), 0
    try:
        found = in_order((*secrets_of_whole(text), *_of_chunks(text, rules)))
    except NotScanned as error:
        raise EngineError(error.said) from error
    for secret in found:
        pieces += (text[end : secret.start], HIDDEN)
        end = secret.end
    return "".join((*pieces, text[end:]))


def _of_chunks(text: str, rules: Sequence[Rule]) -> Iterator[Secret]:
    start = 0
    for chunk in chunks_of(text):
        for each in secrets_in(chunk, rules):
            yield Secret(each.start + start, each.end + start, each.kind)
        start += len(chunk)

"""Whether a destination may be asked: private mode, the settings, and what the user has said."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sansfil.core.phrases import Phrase, phrase

NEVER, ALLOW = "never", "allow"
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_SHOWN = 200


class Word(StrEnum):
    """What the user said of a workspace and an origin."""

    YES = "yes"
    YES_WITHOUT_TRAINING = "yes_without_training"
    """Yes, but to nobody who keeps or trains on what he gets."""
    NO = "no"
    UNSAID = "unsaid"


_STRICTEST_FIRST = (Word.NO, Word.UNSAID, Word.YES_WITHOUT_TRAINING, Word.YES)


@dataclass(frozen=True)
class Destination:
    """Where requests would go: scheme, host and port; `is_provider` claims that models of others are
    asked there, for which consent is wanted wherever it is."""

    origin: str
    is_loopback: bool
    is_provider: bool = True

    @property
    def leaves_machine(self) -> bool:
        """Whether something leaves: a provider on loopback is at best a gateway to somewhere else."""
        return self.is_provider or not self.is_loopback

    @property
    def is_readable_on_the_way(self) -> bool:
        """Whether others on the network could read what is sent."""
        return not self.is_loopback and self.origin.startswith("http:")


@dataclass(frozen=True)
class Allowed:
    """`allows_training` claims that endpoints may be asked that keep or train on what they get."""

    allows_training: bool


@dataclass(frozen=True)
class Refused:
    """With the sentence that says why, and what to do about it."""

    said: Phrase


@dataclass(frozen=True)
class MustAsk:
    """The user has to be asked first; where nobody can be asked, see `unasked`."""

    origin: str
    is_provider: bool = True


Decision = Allowed | Refused | MustAsk


def destination_of(url: str, *, is_provider: bool = True) -> Destination:
    """The destination of an address; raises ValueError where it is none, or holds a password.

    A name other than `localhost` is not looked up: whoever answers for it may be anywhere.
    """
    parts = urlsplit(url.strip())
    host, scheme = parts.hostname or "", parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host or not host.isascii() or " " in host:
        raise ValueError("not an http address")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address with a password")
    number = _number_of(host)
    bare = f"[{number or host}]" if ":" in host else str(number or host)
    origin = f"{scheme}://{bare}:{parts.port or DEFAULT_PORTS[scheme]}"
    return Destination(origin, number is not None and number.is_loopback, is_provider)


def no_destination(url: str) -> Phrase:
    """What is said of a provider's address that is none."""
    return phrase("consent.no_address", url=shown_address(url))


def shown_address(url: str) -> str:
    """What may be any text, without a password or a query that may stand in it."""
    bare = url.strip().partition("?")[0].partition("#")[0]
    scheme, slashes, rest = bare.rpartition("//")
    told = f"{scheme}{slashes}{rest.rpartition('@')[2]}"
    return "".join(filter(str.isprintable, told))[:LONGEST_SHOWN]


def decided(
    send: str, word: Word, destination: Destination, *, is_private: bool, data_collection: str
) -> Decision:
    """What holds for this destination.

    `send` and `data_collection` are the settings of these names, `word` is what was said of it. A no
    that was said of this workspace holds even where the settings allow all others.
    """
    if not destination.leaves_machine:
        return Allowed(allows_training=True)
    if is_private:
        return Refused(phrase("consent.private", origin=destination.origin))
    if send == NEVER:
        return Refused(phrase("consent.never", origin=destination.origin))
    if word is Word.NO:
        return Refused(_said_no(destination))
    if word is Word.UNSAID and send != ALLOW:
        return MustAsk(destination.origin, destination.is_provider)
    trains = data_collection == ALLOW and word is not Word.YES_WITHOUT_TRAINING
    return Allowed(allows_training=trains)


def unasked(decision: Decision) -> Allowed | Refused:
    """The same where nobody can be asked: not to have been asked means no."""
    if not isinstance(decision, MustAsk):
        return decision
    if decision.is_provider:
        return Refused(phrase("consent.unasked", origin=decision.origin))
    return Refused(phrase("index.unasked", origin=decision.origin))


def _said_no(destination: Destination) -> Phrase:
    if destination.is_provider:
        return phrase("consent.no", origin=destination.origin)
    return phrase("index.refused", origin=destination.origin)


def strictest(words: Iterable[Word]) -> Word:
    """What holds for a workspace of several folders, each with a word of its own; unsaid for none."""
    return min(words, key=_STRICTEST_FIRST.index, default=Word.UNSAID)


def _number_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return None

"""`sansfil consent`: what may leave this machine from a workspace, and why; changing it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.assistant import Problem
from sansfil.core.consent import (
    Allowed,
    Destination,
    LocalOnly,
    Refused,
    Word,
    decided,
    destination_of,
    no_destination,
    shown_address,
    unasked,
)
from sansfil.core.phrases import Phrase, phrase
from sansfil.entrypoints import terminal
from sansfil.ports import StoreError
from sansfil.ports.leaving import Consents
from sansfil.settings import Settings

Say = Callable[[Phrase], str]
# Where the account decides whether free models may be asked (openrouter.ai/docs, privacy).
PRIVACY_PAGE = "https://openrouter.ai/settings/privacy"


@dataclass(frozen=True)
class Standing:
    """What holds for one workspace and one provider."""

    folder: Path
    settings: Settings
    destination: Destination
    word: Word

    @property
    def decision(self) -> Allowed | Refused:
        if self.is_never_asked:
            return Refused(phrase("index.embedder_unencrypted", origin=self.destination.origin))
        consent, cloud = self.settings.consent, self.settings.cloud
        return unasked(
            decided(
                consent.send,
                self.word,
                self.destination,
                is_private=consent.private,
                data_collection=cloud.data_collection,
            )
        )

    @property
    def is_open(self) -> bool:
        """Whether the user's word is all that is missing."""
        consent = self.settings.consent
        is_asked = consent.send == "ask" and not consent.private and not self.is_never_asked
        return self.word is Word.UNSAID and is_asked

    @property
    def is_never_asked(self) -> bool:
        """Whether it is the embedder of the settings, and one that no text is sent to whatever the user says."""
        there, index = self.destination, self.settings.index
        if there.is_provider or not there.is_readable_on_the_way:
            return False
        origins = [_origin_of(url) for url in (index.embedder_url, index.qdrant_url)]
        return origins[0] == there.origin != origins[1]


def standing(folder: Path, settings: Settings, consents: Consents, to: str = "") -> Standing:
    """`to` is the address of a server that is no provider, such as one that holds the index.

    Raises Problem where neither it nor the settings name an address.
    """
    url = to or settings.cloud.base_url
    try:
        destination = destination_of(url, is_provider=not to)
    except ValueError as error:
        no_server = phrase("index.no_origin", url=shown_address(to))
        raise Problem(no_server if to else no_destination(url)) from error
    word = consents.word(folder.as_posix(), destination.origin)
    return Standing(folder, settings, destination, word)


def _origin_of(url: str) -> str:
    try:
        return destination_of(url, is_provider=False).origin
    except ValueError:
        return ""


def changed(before: Standing, consents: Consents, word: Word) -> Standing:
    """Raises Problem where the word cannot be kept, or would change nothing."""
    decision = before.decision
    is_yes = word in (Word.YES, Word.YES_WITHOUT_TRAINING)
    if before.is_never_asked and is_yes and isinstance(decision, Refused):
        raise Problem(decision.said)
    try:
        consents.keep(before.folder.as_posix(), before.destination.origin, word)
    except StoreError as error:
        raise Problem(phrase("consent.not_kept", why=error)) from error
    return Standing(before.folder, before.settings, before.destination, word)


def asked(there: Standing, say: Say) -> Word | None:
    """Yes, if the person at the terminal says so, having been told what that means."""
    told = (_what_leaves(there), *_of_embedders(there), *_of_training(there, Word.YES))
    terminal.complain("\n".join(say(each) for each in (*told, _question(there))) + " ")
    says_yes = sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")
    return Word.YES if says_yes else None


def told(there: Standing, say: Say) -> Mapping[str, Any]:
    """The answer as data, `message` for people."""
    decision, consent = there.decision, there.settings.consent
    may_leave = isinstance(decision, Allowed)
    return {
        "folder": str(there.folder),
        "origin": there.destination.origin,
        "send": consent.send,
        "private": consent.private,
        "word": there.word.value,
        "mayLeave": may_leave,
        "mayTrain": _may_train(there, decision),
        "localOnly": list(consent.local_only),
        "message": "\n".join(say(each) for each in _sentences(there, decision)),
    }


def _sentences(there: Standing, decision: Allowed | Refused) -> tuple[Phrase, ...]:
    origin, globs = there.destination.origin, there.settings.consent.local_only
    if isinstance(decision, Refused):
        return (decision.said,)
    if not there.destination.leaves_machine:
        return (phrase("index.is_here", origin=origin),)
    misread = LocalOnly.of(globs).misread
    return (
        _why_allowed(there, origin),
        _what_leaves(there),
        *_of_embedders(there),
        *((phrase("consent.kept_back", globs=globs),) if globs else ()),
        *(phrase("consent.bad_glob", glob=glob) for glob in misread[:1]),
        *_of_training(there, there.word),
    )


def _why_allowed(there: Standing, origin: str) -> Phrase:
    if there.word is Word.UNSAID:
        return phrase("consent.allowed_by_setting", origin=origin)
    return phrase("consent.allowed", folder=there.folder.name, origin=origin)


def _what_leaves(there: Standing) -> Phrase:
    origin = there.destination.origin
    if there.destination.is_provider:
        return phrase("consent.what_leaves", origin=origin)
    return phrase("index.what_leaves", origin=origin)


def _of_embedders(there: Standing) -> tuple[Phrase, ...]:
    """The settings of an editor are not known here: that it is none can only be said."""
    is_http = not there.destination.is_provider and there.destination.is_readable_on_the_way
    return (phrase("index.no_embedder_by_http"),) if is_http else ()


def _question(there: Standing) -> Phrase:
    told = {"folder": there.folder.name, "origin": there.destination.origin}
    if there.destination.is_provider:
        return phrase("consent.question_here", **told)
    return phrase("index.question_here", **told)


def _may_train(there: Standing, decision: Allowed | Refused) -> bool:
    is_allowed = isinstance(decision, Allowed) and decision.allows_training
    return is_allowed and there.destination.is_provider


def _of_training(there: Standing, word: Word) -> tuple[Phrase, ...]:
    if not there.destination.is_provider:
        return ()
    allows = there.settings.cloud.data_collection == "allow"
    if allows and word is not Word.YES_WITHOUT_TRAINING:
        return (phrase("consent.training", page=PRIVACY_PAGE),)
    return (phrase("consent.no_training"),)

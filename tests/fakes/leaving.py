"""The user's word, and what looks for secrets, before anything leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sansfil.core.consent import Secret, Word
from sansfil.core.phrases import Phrase
from sansfil.ports import StoreError
from sansfil.ports.leaving import NotScanned


@dataclass
class FakeConsents:
    """Fits `Consents`, in memory: by the path of a folder and the origin."""

    words: dict[tuple[str, str], Word] = field(default_factory=dict[tuple[str, str], Word])
    obstacle: str = ""

    def word(self, workspace: str, origin: str) -> Word:
        return self.words.get((workspace, origin), Word.UNSAID)

    def keep(self, workspace: str, origin: str, word: Word) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)
        self.words[workspace, origin] = word


@dataclass
class FakeScanner:
    """Fits `SecretScanner`: finds these words, or cannot look; `texts` are those it has searched."""

    words: tuple[str, ...] = ()
    obstacle: Phrase | None = None
    texts: list[str] = field(default_factory=list[str])

    async def secrets(self, text: str) -> Sequence[Secret]:
        self.texts.append(text)
        if self.obstacle is not None:
            raise NotScanned(self.obstacle)
        places = [(text.find(word), word) for word in self.words]
        return [Secret(at, at + len(word), "word") for at, word in sorted(places) if at >= 0]

"""Types a session for one peer: asked at every key, counted by the engine."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench._engine import ids_of
from bench._peers.view import Ask, Peer, View, Visited
from bench._typist.sessions import Session, Step
from bench._wire.blocks import BlockCache
from tests.engine.engine import RunningEngine

COMMENTS = {"python": "#", "dart": "//", "typescript": "//"}


@dataclass
class PeerRun:
    """Tokens that the engine read: after each key, and ahead of time; sizes of the prompts.

    `distinct` counts prompts, `block_tokens` what an engine of 16-token blocks would have read, 0
    where the engine makes the prompt itself. `counter_gap` is how far the engine's own counter is
    from the sum of its answers' timings.
    """

    tokens: list[int] = field(default_factory=list[int])
    warm_tokens: int = 0
    sizes: list[int] = field(default_factory=list[int])
    prompt_ms: list[float] = field(default_factory=list[float])
    requests: int = 0
    distinct: int = 0
    block_tokens: int = 0
    counter_gap: float = 0.0


class PeerTyping:
    """One session, one peer, one engine."""

    def __init__(self, session: Session, peer: Peer, engine: RunningEngine, run: PeerRun) -> None:
        self._session, self._peer, self._engine, self._run = session, peer, engine, run
        self._editors = session.editors()
        self._visits: list[tuple[str, int]] = []
        self._asked: set[str] = set()
        self._blocks = BlockCache()

    def type_all(self) -> None:
        """The first prompt, cold in every layout, counts as read ahead of time."""
        counter = self._counter()
        told = self._told
        first = self._session.steps[0]
        self._enter(first)
        self._warm(self._peer.asked(self._view(first.file)))
        for step in self._session.steps:
            self._enter(step)
            for ask in self._peer.rested(self._view(step.file), step.pause_ms / 1000):
                self._warm(ask)
            for key in step.keys:
                if self._editors[step.file].press(key) is None:
                    self._run.tokens.append(0)  # a key that only moves the cursor asks nothing
                else:
                    self._ask(self._peer.asked(self._view(step.file)))
        self._run.distinct += len(self._asked)
        self._run.counter_gap += abs(self._counter() - counter - (self._told - told))

    @property
    def _told(self) -> int:
        return sum(self._run.tokens) + self._run.warm_tokens

    def _ask(self, ask: Ask) -> None:
        self._asked.add(json.dumps(ask.body))
        if ask.path == "/completion":
            self._run.block_tokens += self._blocks.read(ids_of(str(ask.body["prompt"])))
        timings = self._post(ask)
        self._run.requests += 1
        self._run.tokens.append(int(timings["prompt_n"]))
        self._run.sizes.append(int(timings["prompt_n"] + timings["cache_n"]))
        self._run.prompt_ms.append(timings["prompt_ms"])

    def _warm(self, ask: Ask) -> None:
        self._run.warm_tokens += int(self._post(ask)["prompt_n"])

    def _post(self, ask: Ask) -> dict[str, float]:
        return self._engine.post(ask.path, **ask.body)["timings"]

    def _counter(self) -> float:
        return self._engine.metrics()["prompt_tokens_total"]

    def _enter(self, step: Step) -> None:
        for path, editor in self._editors.items():
            if self._visits and path == self._visits[0][0] and path != step.file:
                self._visits[0] = (path, editor.line)
        self._visits = [each for each in self._visits if each[0] != step.file]
        self._visits.insert(0, (step.file, step.line))
        self._editors[step.file].go(step.line, step.column)

    def _view(self, path: str) -> View:
        editor = self._editors[path]
        others = [Visited(each, self._editors[each].text, line) for each, line in self._visits[1:]]
        comment = COMMENTS[self._session.language.name]
        return View(path, editor.before, editor.text[editor.cursor :], comment, others)


def typed_by(peer: Peer, sessions: Sequence[Session], engine: RunningEngine) -> PeerRun:
    """All the sessions, one after another."""
    run = PeerRun()
    for session in sessions:
        PeerTyping(session, peer, engine, run).type_all()
    return run

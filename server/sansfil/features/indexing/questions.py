"""The vectors of questions: an embedder that hangs or fails is waited for once, and not by every search."""

from collections.abc import Callable, Sequence

from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import EngineError
from sansfil.ports.index import Embedder

# Who types on, or asks once more, asks the same again.
MOST_KNOWN = 16


class Questions:
    """For one embedder, asked `aside`. `well` hears of each answer, `ill` of each failure, late ones too."""

    def __init__(
        self,
        world: IndexWorld,
        aside: Aside,
        well: Callable[[], None],
        ill: Callable[[EngineError], None],
    ) -> None:
        self._world, self._aside, self._well, self._ill = world, aside, well, ill
        self._known = dict[str, Sequence[float]]()
        self._asked: tuple[str, Pending[Sequence[float]]] | None = None
        self._again_s, self._rest_s = float("-inf"), world.knobs.again_s

    @property
    def is_waiting(self) -> bool:
        """Whether an answer may still come."""
        return self._asked is not None

    def vector(self, text: str, embedder: Embedder) -> Sequence[float]:
        """Empty where none comes in time; raises nothing."""
        self.hear()
        if text in self._known:
            return self._known[text]
        if self._asked is not None or self._world.clock_s() < self._again_s:
            return ()
        knobs = self._world.knobs
        asked = self._aside.begin(lambda: embedder.query(text, knobs.embed_late_ms))
        self._asked = text, asked
        if not asked.waited(knobs.embed_query_ms / 1000):
            self._rest()
            return ()
        self.hear()
        if text in self._known:
            self.end_rest()
        return self._known.get(text, ())

    def hear(self) -> None:
        """Take over what has come meanwhile."""
        if self._asked is None or not self._asked[1].is_over:
            return
        (text, pending), self._asked = self._asked, None
        try:
            self._keep(text, pending.answer)
        except EngineError as error:
            self._rest()
            self._ill(error)
        else:
            self._well()

    def end_rest(self) -> None:
        """It answers again."""
        self._again_s, self._rest_s = float("-inf"), self._world.knobs.again_s

    def _rest(self) -> None:
        """Words alone for a while, a longer one each time."""
        knobs, now_s = self._world.knobs, self._world.clock_s()
        if now_s < self._again_s:
            return  # of what was late already the end is heard now
        self._again_s = now_s + self._rest_s
        self._rest_s = min(2 * self._rest_s, knobs.embed_rest_s)

    def _keep(self, text: str, vector: Sequence[float]) -> None:
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[text] = vector

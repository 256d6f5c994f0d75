"""What a simulator knows and what tests tell it: accounts, models, scripts, replies, books."""

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.openrouter_sim.accounts import Account
from tests.openrouter_sim.answering import Body, Reply
from tests.openrouter_sim.books import Books
from tests.openrouter_sim.caching import PromptCache
from tests.openrouter_sim.catalogue import SimModel
from tests.openrouter_sim.clock import Clock, News
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.manner import Manner
from tests.openrouter_sim.models_today import ENDED, models_today
from tests.openrouter_sim.routing import Market
from tests.openrouter_sim.wire import Seen

CHAT = "/chat/completions"
ANY = ""


@dataclass
class World:
    """All of it may be changed between two requests. `late_bills` is how often GET /generation answers
    404 before it knows a generation that has ended; `page_size` bounds a page of GET /models."""

    accounts: Sequence[Account] = field(default_factory=lambda: [Account()])
    models: list[SimModel] = field(default_factory=lambda: list(models_today()))
    ended: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(ENDED))
    clock: Clock = field(default_factory=Clock)
    manner: Manner = field(default_factory=Manner)
    late_bills: int = 1
    page_size: int | None = None
    requests: list[Seen] = field(default_factory=list[Seen])
    elsewhere: list[Seen] = field(default_factory=list[Seen])
    news: News = field(default_factory=News)
    is_held: bool = False

    def __post_init__(self) -> None:
        self.books, self.cache = Books(self.clock), PromptCache(self.clock)
        self._faults = defaultdict[tuple[str, str], deque[Fault]](deque)
        self._replies = defaultdict[str, deque[Reply]](deque)
        self._usual: dict[str, Reply] = {}
        self._unauthorised = 0

    @property
    def account(self) -> Account:
        """The first one."""
        return self.accounts[0]

    @property
    def market(self) -> Market:
        return Market(self.models, self.ended)

    def script(
        self, fault: Fault, times: int = 1, model: str | None = None, path: str = CHAT
    ) -> None:
        """The next requests for this model, or for any, meet this fault; those of a model come first."""
        self._faults[path, model or ANY].extend([fault] * times)

    def take_fault(self, path: str, model: str = ANY) -> Fault | None:
        for key in ((path, model), (path, ANY)):
            if self._faults[key]:
                return self._faults[key].popleft()
        return None

    def reply(
        self, reply: Reply | None, times: int | None = None, model: str | None = None
    ) -> None:
        """What models answer, from now on or for so many requests; None is the usual again."""
        name = model or ANY
        if reply is None:
            self._usual.pop(name, None)
        elif times is None:
            self._usual[name] = reply
        else:
            self._replies[name].extend([reply] * times)

    def take_reply(self, model: str) -> Reply | None:
        for name in (model, ANY):
            if self._replies[name]:
                return self._replies[name].popleft()
        return self._usual.get(model, self._usual.get(ANY))

    def put(self, *models: SimModel) -> None:
        """Offers these, in place of those with the same id."""
        for model in models:
            self._remove(model.id)
            self.ended.pop(model.id, None)
            self.models.append(model)

    def drop(self, model: str, instead: Iterable[str] = ()) -> None:
        """It is gone from now on; a free variant with OpenRouter's word of farewell."""
        self._remove(model)
        if model.endswith(":free"):
            self.ended[model] = tuple(instead) or (model.removesuffix(":free"),)

    def _remove(self, model: str) -> None:
        self.models[:] = [kept for kept in self.models if kept.id != model]

    def hold(self) -> None:
        """Requests are taken, and nothing is answered until `release`."""
        self.is_held = True

    def release(self) -> None:
        self.is_held = False
        self.news.announce()

    def next_id(self, body: Body) -> str:
        """The number of a generation; no two are alike."""
        told = f"{len(self.books.generations)} {body.get('model')}"
        return f"gen-{int(self.clock.now())}-{hashlib.sha256(told.encode()).hexdigest()[:20]}"

    def other_wording(self) -> bool:
        """A wrong key is told in two ways, by turns."""
        self._unauthorised += 1
        return self._unauthorised % 2 == 0

    # Waiting for what happens

    async def until_seen(self, count: int) -> None:
        """So many requests have arrived; raises TimeoutError."""
        await self.news.until(lambda: len(self.requests) >= count)

    async def until_closed(self, count: int) -> None:
        """So many requests are over, in whatever way."""
        await self.news.until(lambda: self._over() >= count)

    async def until_left(self, count: int) -> None:
        """So many clients have hung up before their answer ended."""
        await self.news.until(lambda: self._left() >= count)

    def wait_seen(self, count: int) -> None:
        """For tests without an event loop."""
        self.news.wait(lambda: len(self.requests) >= count)

    def wait_closed(self, count: int) -> None:
        self.news.wait(lambda: self._over() >= count)

    def _over(self) -> int:
        return sum(bool(seen.ended_by) for seen in self.requests)

    def _left(self) -> int:
        return sum(seen.ended_by == "client" for seen in self.requests)

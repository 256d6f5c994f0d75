"""What our own way to a provider adds to the first token, beside the same request made bare."""

import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench._cloud.office import Office, errand, office
from bench._figures import quantile
from tests.openrouter_sim import Simulator

from sansfil.core.costs import Budget, Claim, Verdict
from sansfil.core.offers import Offer
from sansfil.features.sending import Errand
from sansfil.ports.chat import ChatRequest

PAID = "qwen/qwen3-coder-next"
CONTEXT = "def area(width: float, height: float) -> float:\n    return width * height\n\n" * 100
ALL, BARE, CLIENT = "through Sansfil", "bare, kept alive", "of this: the client alone"
CLAIM, SCAN = "of this: the claim on disk", "of this: the search for secrets"


@dataclass(frozen=True)
class Run:
    """Milliseconds to the first text, half of the requests took no longer."""

    p50: Mapping[str, float]

    @property
    def overhead_ms(self) -> float:
        return self.p50[ALL] - self.p50[BARE]


async def run(folder: Path, requests: int) -> Run:
    """Each kind of request by turns, so that whatever else the machine does hits all of them."""
    with Simulator.in_thread() as simulator:
        async with office(simulator.base_url, simulator.account.key, folder) as here:
            took: dict[str, list[float]] = {}
            bare = Bare(simulator, here)
            for number in range(requests + 1):
                for name, ms in (await _turn(here, bare, number)).items():
                    took.setdefault(name, []).append(ms)
            bare.close()
    return Run({name: quantile(many[1:], 0.5) or 0.0 for name, many in took.items()})


async def _turn(here: Office, bare: "Bare", number: int) -> Mapping[str, float]:
    """The text is another one each time, as it is in life; its context was searched before."""
    offer, asked = here.offers[PAID], errand(f"{CONTEXT}Question {number}?")
    took = {BARE: bare.first_ms(asked, offer), ALL: await _through_us(here, asked, offer)}
    took[CLIENT] = await _by_client(here, asked, offer)
    begun = _now_ms()
    await here.masking.mask(errand(f"{CONTEXT}Another question {number}?").messages)
    took[SCAN] = _now_ms() - begun
    took[CLAIM] = await _claimed_ms(here, offer)
    return took


async def _through_us(here: Office, asked: Errand, offer: Offer) -> float:
    begun = _now_ms()
    async with here.sender.sending(asked, [offer], here.account) as events:
        first_ms = None
        async for event in events:
            if isinstance(event, str) and first_ms is None:
                first_ms = _now_ms() - begun
    await here.booked()
    assert first_ms is not None
    return first_ms


async def _by_client(here: Office, asked: Errand, offer: Offer) -> float:
    begun, first_ms = _now_ms(), 0.0
    async with here.provider.chatting(_request(here, asked, offer)) as events:
        async for event in events:
            if isinstance(event, str) and not first_ms:
                first_ms = _now_ms() - begun
    return first_ms


async def _claimed_ms(here: Office, offer: Offer) -> float:
    claim = Claim("bench", "ws", "ask", offer.id, is_free=False, worst=1)
    begun = _now_ms()
    granted = await here.ledger.claim(claim, Budget())
    assert not isinstance(granted, Verdict)
    return _now_ms() - begun


class Bare:
    """The same bytes over one connection that is kept open, by the standard library alone."""

    def __init__(self, simulator: Simulator, here: Office) -> None:
        address = urlsplit(simulator.base_url)
        self._here, self._path = here, f"{address.path}/chat/completions"
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port)
        self._headers = {
            "Authorization": f"Bearer {simulator.account.key}",
            "Content-Type": "application/json",
        }

    def first_ms(self, asked: Errand, offer: Offer) -> float:
        from sansfil.adapters.engines.chat.requests import content_of
        from sansfil.adapters.engines.openrouter.requests import openrouter_body_of

        content = content_of(openrouter_body_of(_request(self._here, asked, offer)))
        begun, first_ms = _now_ms(), 0.0
        self._connection.request("POST", self._path, content, self._headers)
        answer = self._connection.getresponse()
        while line := answer.readline():
            if not first_ms and _has_text(line):
                first_ms = _now_ms() - begun
        return first_ms

    def close(self) -> None:
        self._connection.close()


def _has_text(line: bytes) -> bool:
    if not line.startswith(b"data: {"):
        return False
    choices = json.loads(line[6:])["choices"]
    return bool(choices and choices[0]["delta"].get("content"))


def _request(here: Office, asked: Errand, offer: Offer) -> ChatRequest:
    return ChatRequest(
        offer.id,
        asked.messages,
        max_tokens=asked.max_tokens,
        session=asked.session,
        routing=here.account.routing,
        caching=offer.caching,
    )


def lowest(runs: Sequence[Run], of: Callable[[Run], float]) -> float:
    """The lower quartile: what the machine does when others leave it alone."""
    return quantile([of(each) for each in runs], 0.25) or 0.0


def _now_ms() -> float:
    return 1e3 * time.perf_counter()

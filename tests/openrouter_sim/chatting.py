"""POST /chat/completions: who asks, what is left of the quota, which model, which fault, then the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tests.openrouter_sim import refusals, routing
from tests.openrouter_sim.accounts import Account
from tests.openrouter_sim.answering import answer_to, most_tokens
from tests.openrouter_sim.billing import Bill
from tests.openrouter_sim.books import Generation
from tests.openrouter_sim.caching import Prompt, prompt_of, session_of
from tests.openrouter_sim.catalogue import Caches, SimModel, with_id
from tests.openrouter_sim.faults import Fault
from tests.openrouter_sim.performing import Performance, for_ever
from tests.openrouter_sim.refusals import Refusal
from tests.openrouter_sim.scripted import refusal_for
from tests.openrouter_sim.validating import invalid
from tests.openrouter_sim.wire import Line, Seen
from tests.openrouter_sim.world import CHAT, World

PRICE_OF_WHAT_WAS_FREE = Decimal("0.0000002")
PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Welcome</body></html>\n"
# A fallback would meet these as well.
FINAL = frozenset(
    (
        Fault.BAD_REQUEST,
        Fault.NO_CREDENTIALS,
        Fault.MISSING_HEADER,
        Fault.REVOKED_KEY,
        Fault.NO_CREDIT,
        Fault.KEY_LIMIT,
        Fault.PROMPT_INJECTION,
        Fault.TOO_LARGE,
        Fault.UNPROCESSABLE,
    )
)
RUDE = frozenset(
    (
        Fault.STALL_BEFORE_HEADERS,
        Fault.RESET_BEFORE_HEADERS,
        Fault.HTML_PAGE,
        Fault.HTML_ERROR_PAGE,
        Fault.REDIRECT,
    )
)


@dataclass(frozen=True)
class Asked:
    """Who asks, with which request and prompt."""

    account: Account
    seen: Seen
    prompt: Prompt


@dataclass(frozen=True)
class Served:
    """The model that answers, and what goes wrong in it."""

    model: SimModel
    fault: Fault | None


async def refuse(line: Line, refusal: Refusal, user: str | None = None) -> None:
    await line.whole(refusal.status, refusal.body(user), "application/json", refusal.headers)


def authorised(world: World, headers: Mapping[str, str]) -> Account | Refusal:
    """Whose key it is."""
    told = headers.get("authorization", "")
    key = told.removeprefix("Bearer ")
    known = next((account for account in world.accounts if account.key == key), None)
    if known is not None and told.startswith("Bearer "):
        return refusals.plain(401, refusals.REVOKED) if known.is_revoked else known
    other = refusals.MISSING_HEADER if world.other_wording() else refusals.NO_CREDENTIALS
    return refusals.plain(401, other if told else refusals.MISSING_HEADER)


async def chat(world: World, seen: Seen, line: Line, elsewhere: str) -> None:
    """Answers one request, or refuses it."""
    account = authorised(world, seen.headers)
    if isinstance(account, Refusal):
        await refuse(line, account)
        return
    body = seen.tree
    wrong = invalid(body)
    prompt = Prompt("", ()) if wrong else prompt_of(body)
    served = wrong or choose(world, account, body, prompt.tokens)
    if isinstance(served, Refusal):
        await refuse(line, served, account.user)
    elif served.fault in RUDE:
        await be_rude(line, served.fault, elsewhere)
    else:
        await answer(world, Asked(account, seen, prompt), served, line)


async def be_rude(line: Line, fault: Fault | None, elsewhere: str) -> None:
    """Ends before any model was asked."""
    if fault is Fault.STALL_BEFORE_HEADERS:
        await for_ever()
    elif fault is Fault.RESET_BEFORE_HEADERS:
        line.reset()
    elif fault is Fault.REDIRECT:
        await line.whole(307, b"", "text/plain", {"Location": elsewhere})
    else:
        status = 200 if fault is Fault.HTML_PAGE else 502
        await line.whole(status, PAGE, "text/html; charset=utf-8")


def choose(
    world: World, account: Account, body: Mapping[str, Any], tokens: int
) -> Served | Refusal:
    """The first model that will, of those asked for; a request to a free one counts, however it ends."""
    names, limited = routing.asked_models(body), None
    if any(_is_free(world, name) for name in names):
        limited = _limit(world, account)
        account.count_free(world.clock)
    refused: Refusal = refusals.plain(404, "Resource not found")
    for name in names:
        model = routing.route(name, body, account, world.market, tokens)
        free_limit = limited if _is_free(world, name) else None
        if isinstance(model, Refusal) or free_limit is not None:
            refused = model if isinstance(model, Refusal) else free_limit or refused
            continue
        unpaid = routing.unaffordable(model, body, account, tokens)
        if unpaid is not None:
            return unpaid
        fault = world.take_fault(CHAT, name)
        met = refusal_for(fault, name, world.clock) if fault else None
        if met is None:
            return Served(model, fault)
        refused = met
        if fault in FINAL:
            break
    return refused


def _is_free(world: World, name: str) -> bool:
    model = with_id(world.models, name)
    return model is not None and model.is_free


def _limit(world: World, account: Account) -> Refusal | None:
    """The quota that is used up before this request."""
    if account.free_today(world.clock) >= account.most_free_per_day:
        return refusals.per_day(world.clock, account.most_free_per_day)
    if account.free_this_minute(world.clock) >= account.free_per_minute:
        return refusals.per_minute(world.clock, account.free_per_minute)
    return None


async def answer(world: World, asked: Asked, served: Served, line: Line) -> None:
    """Opens the books, reads the prompt, and lets the model speak."""
    body = asked.seen.tree
    generation = _opened(world, asked, served)
    world.books.open(generation)
    asked.seen.generation = generation.id
    said = answer_to(body, world.take_reply(generation.asked_model), generation.model.thinks)
    wishes: Mapping[str, Any] = body.get("reasoning") or {}
    shown = replace(said, hides_reasoning=bool(wishes.get("exclude")))
    bill = Bill(world.books, generation, shown)
    await Performance(line, bill, served.fault, world.manner).perform()


def _opened(world: World, asked: Asked, served: Served) -> Generation:
    body, model, account = asked.seen.tree, _speaking(world, served), asked.account
    prefers: Mapping[str, Any] = body.get("provider") or {}
    follows = model.caches is not Caches.NONE and not prefers.get("order")
    session = session_of(body, asked.seen.headers) if follows else None
    return Generation(
        world.next_id(body),
        account,
        model,
        str(body.get("model") or model.id),
        body.get("stream") is True,
        world.clock.now(),
        world.cache.count(model, account.key, session, asked.prompt),
        most_tokens(body),
        body.get("session_id"),
        now_costs=PRICE_OF_WHAT_WAS_FREE if served.fault is Fault.NOW_COSTS else None,
    )


def _speaking(world: World, served: Served) -> SimModel:
    if served.fault is not Fault.OTHER_MODEL:
        return served.model
    others = (model for model in world.models if not model.routes_to and model.pricing)
    alike = (one for one in others if one.is_free == served.model.is_free)
    return next((one for one in alike if one.id != served.model.id), served.model)

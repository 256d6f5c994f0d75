"""Two engines and one question: whoever is slow is overtaken, whoever fails is stepped in for."""

import asyncio

from sansfil.assistant import Answer, EngineState
from sansfil.core.phrases import phrase
from sansfil.core.suggest import Silence
from sansfil.ports import EngineError, EngineGone
from tests.fakes import FakeEngine
from tests.features.typist import KNOWN_TO_TIER_0, Typist, text_of, typing, until

BACKUP = {"local": {"backup_url": "http://127.0.0.1:9"}}
NOWHERE = "area = ˇ\n"


def why(answer: Answer) -> list[str]:
    return [each.key for each in answer.whys]


async def asked_of_both(it: Typist, deadline_ms: int = 2_000) -> "asyncio.Task[Answer]":
    """A question for which the first engine has been waited long enough."""
    assert it.backup is not None
    asking = asyncio.create_task(it.ask(deadline_ms))
    await it.backup.until(lambda: it.backup is not None and it.backup.open_streams > 0)
    return asking


async def test_a_hung_engine_is_overtaken_and_closed() -> None:
    async with typing(NOWHERE, given=BACKUP, backup=FakeEngine()) as it:
        assert it.backup is not None
        asking = await asked_of_both(it)
        it.backup.write("width * height\n")
        it.backup.end()
        answer = await asking
        assert text_of(answer) == "width * height"
        assert why(answer)[0] == "route.beside"
        await it.engine.until(lambda: not it.engine.open_streams)


async def test_an_engine_in_time_is_the_only_one_that_is_asked() -> None:
    spare = FakeEngine()
    async with typing(NOWHERE, lambda _: "width * height\n", BACKUP, backup=spare) as it:
        answer = await it.ask()
        assert why(answer)[0] == "route.unmeasured"
        assert not spare.prompts


async def test_where_the_first_engine_fails_the_backup_is_asked_at_once() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, given=BACKUP, backup=spare) as it:
        it.engine.write(EngineError(phrase("engine.no_end")))
        answer = await it.ask(deadline_ms=600_000)
        assert text_of(answer) == "width * height"


async def test_a_lost_engine_is_named_beside_the_backup_s_answer() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, given=BACKUP, backup=spare) as it:
        it.engine.write(EngineGone(phrase("engine.no_end")))
        assert text_of(await it.ask(deadline_ms=600_000)) == "width * height"
        answer = await it.type("w")
        assert "engine.no_end" in why(answer)


async def test_after_failures_in_a_row_the_first_engine_is_left_alone() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, given=BACKUP, backup=spare) as it:
        for text in ("1", "2", "3"):
            it.engine.write(EngineError(phrase("engine.no_end")))
            await it.type(text)
        asked = len(it.engine.prompts)
        answer = await it.type("4")
        assert len(it.engine.prompts) == asked
        assert "route.rests" in why(answer)


async def test_a_single_engine_that_rests_is_silence_with_a_reason() -> None:
    async with typing(NOWHERE) as it:
        for text in ("1", "2", "3"):
            it.engine.write(EngineError(phrase("engine.no_end")))
            await it.type(text)
        answer = await it.type("4")
        assert isinstance(answer.outcome, Silence)
        assert answer.outcome.code == "engine_failed"


async def test_what_the_backup_wrote_is_typed_along_without_a_question() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, given=BACKUP, backup=spare) as it:
        it.engine.write(EngineError(phrase("engine.no_end")))
        await it.ask()
        asked = len(it.engine.prompts), len(spare.prompts)
        assert text_of(await it.type("wid")) == "th * height"
        it.backspace(3)
        assert text_of(await it.ask()) == "width * height"
        assert (len(it.engine.prompts), len(spare.prompts)) == asked


async def test_the_better_answer_of_the_backup_is_announced_behind_tier_0() -> None:
    async with typing(KNOWN_TO_TIER_0, given=BACKUP, backup=FakeEngine()) as it:
        assert it.backup is not None
        first = await it.ask(deadline_ms=200)
        assert why(first) == ["route.at_once"]
        await it.backup.until(lambda: it.backup is not None and it.backup.open_streams > 0)
        it.backup.write(f"{text_of(first)} + tax\n")
        it.backup.end()
        await until(lambda: bool(it.announced))
        again = await it.ask()
        assert text_of(again) == f"{text_of(first)} + tax"
        assert why(again)[0] == "route.beside"


async def test_a_request_that_was_cancelled_asks_nobody_later() -> None:
    async with typing(NOWHERE, given=BACKUP, backup=FakeEngine()) as it:
        assert it.backup is not None
        asking = asyncio.create_task(it.ask(deadline_ms=600_000))
        await it.engine.until(lambda: it.engine.open_streams > 0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert not it.backup.prompts


async def test_a_failure_is_the_reason_for_the_backup_not_a_wait_that_never_was() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, given=BACKUP, backup=spare) as it:
        it.engine.write(EngineError(phrase("engine.no_end")))
        assert why(await it.ask(deadline_ms=600_000))[0] == "route.after_failure"


async def test_an_engine_that_only_fails_is_in_trouble_and_says_of_what() -> None:
    async with typing(NOWHERE) as it:
        for text in ("1", "2"):
            it.engine.write(EngineError(phrase("engine.no_end")))
            await it.type(text)
        status = it.assistant.status().engine
        assert status is not None
        assert (status.state, status.message.key) == (EngineState.PROBLEM, "engine.no_end")


async def test_an_engine_that_was_lost_twice_and_is_there_again_is_in_no_trouble() -> None:
    async with typing(NOWHERE) as it:
        for text in ("1", "2", "3"):
            it.engine.write(EngineGone(phrase("engine.no_end")))
            await it.type(text)
            await until(lambda: is_ready(it))


def is_ready(it: Typist) -> bool:
    status = it.assistant.status().engine
    return status is not None and status.state is EngineState.READY


async def test_tier_0_in_place_of_a_failed_engine_says_what_failed() -> None:
    async with typing(KNOWN_TO_TIER_0) as it:
        it.may_follow_up = False
        it.engine.write(EngineError(phrase("engine.no_end")))
        assert why(await it.ask())[0] == "route.instead"


async def test_tier_0_where_the_engine_has_nothing_to_add_says_so() -> None:
    async with typing(KNOWN_TO_TIER_0, lambda _: "") as it:
        it.may_follow_up = False
        assert why(await it.ask())[0] == "route.nothing_to_add"


async def test_tier_0_in_place_of_what_is_not_fit_to_be_shown_names_no_wait() -> None:
    async with typing(KNOWN_TO_TIER_0, lambda _: "x" * 5_000) as it:
        it.may_follow_up = False
        route, *_ = (await it.ask(deadline_ms=600_000)).whys
        assert route == phrase("route.instead", why=phrase("silence.endless_line", limit=300))


async def test_where_nothing_is_fit_to_be_shown_that_is_the_reason_and_no_slowness() -> None:
    async with typing(NOWHERE, lambda _: "x" * 5_000) as it:
        outcome = (await it.ask(deadline_ms=600_000)).outcome
        assert isinstance(outcome, Silence) and outcome.code == "endless_line"


async def test_rubbish_of_the_first_engine_does_not_keep_the_backup_s_answer_back() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, lambda _: "x" * 5_000, BACKUP, backup=spare) as it:
        assert text_of(await it.ask(deadline_ms=600_000)) == "width * height"


async def test_the_same_address_twice_is_no_backup_and_is_told() -> None:
    local = {"url": "http://localhost:8012/", "backup_url": "http://127.0.0.1:8012"}
    spare = FakeEngine(lambda _: "width * height\n")
    async with typing(NOWHERE, lambda _: "", {"local": local}, backup=spare) as it:
        await it.ask()
        assert not spare.prompts
        assert "problem.same_backup" in [each.key for each in it.assistant.status().problems]


async def test_without_local_engines_there_is_no_backup_either() -> None:
    spare = FakeEngine(lambda _: "width * height\n")
    off = {"local": {"engine": "off", "backup_url": "http://127.0.0.1:9"}}
    async with typing(NOWHERE, given=off, backup=spare) as it:
        await it.ask()
        assert not spare.prompts

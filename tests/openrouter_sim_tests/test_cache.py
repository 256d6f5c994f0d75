"""The prompt cache: what is read from it, what is written to it, and for whom."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.openrouter_sim import SimModel, Simulator, prompt_of, tokens_of
from tests.openrouter_sim.caching import PromptCache, session_of
from tests.openrouter_sim.clock import Clock
from tests.openrouter_sim_tests.client import PAID, Tree, ask, body_of
from tests.openrouter_sim_tests.conversation import HEAD, MARKED, PLAIN, turns


async def cached(sim: Simulator, body: Tree, **more: Any) -> tuple[int, int]:
    """Read from the cache, and written to it."""
    told = (await ask(sim, body, **more)).usage["prompt_tokens_details"]
    return told["cached_tokens"], told["cache_write_tokens"]


async def test_a_conversation_that_grows_reads_its_beginning_from_the_cache(
    sim: Simulator,
) -> None:
    first = await ask(sim, turns("One."))
    assert first.usage["prompt_tokens_details"]["cached_tokens"] == 0
    second = await ask(sim, turns("One.", "Two."))
    before = first.usage["prompt_tokens"]
    read = second.usage["prompt_tokens_details"]["cached_tokens"]
    assert before - 2 <= read <= before < second.usage["prompt_tokens"]


async def test_what_was_changed_at_the_front_is_read_anew(sim: Simulator) -> None:
    await ask(sim, turns("One.", session_id="same"))
    body = turns("One.", session_id="same")
    body["messages"][0]["content"][0]["text"] = "!" + HEAD
    assert await cached(sim, body) == (0, 0)


async def test_tools_stand_before_all_messages(sim: Simulator) -> None:
    tool: Tree = {"type": "function", "function": {"name": "look", "parameters": {}}}
    await ask(sim, turns("One.", session_id="s"))
    assert await cached(sim, turns("One.", session_id="s", tools=[tool])) == (0, 0)


async def test_short_prompts_are_not_cached(sim: Simulator) -> None:
    for _ in range(2):
        assert await cached(sim, body_of(PLAIN)) == (0, 0)


async def test_sessions_models_and_accounts_do_not_share_a_cache(sim: Simulator) -> None:
    await ask(sim, turns("One.", session_id="a"))
    assert await cached(sim, turns("One.", session_id="b")) == (0, 0)
    assert await cached(sim, turns("One.", session_id="a", model=PAID)) == (0, 0)
    assert (await cached(sim, turns("One.", session_id="a")))[0] > 0


async def test_the_session_of_the_body_wins_over_the_headers(sim: Simulator) -> None:
    headers = {"X-Session-Id": "h"}
    await ask(sim, turns("One.", session_id="b"), headers=headers)
    assert await cached(sim, turns("One."), headers=headers) == (0, 0)
    assert (await cached(sim, turns("One.", prompt_cache_key="b")))[0] > 0


async def test_ten_idle_minutes_end_a_session_and_less_do_not(sim: Simulator) -> None:
    await ask(sim, turns("One."))
    for _ in range(2):
        sim.clock.move(599)
        assert (await cached(sim, turns("One.")))[0] > 0
    sim.clock.move(601)
    assert await cached(sim, turns("One.")) == (0, 0)


async def test_an_order_of_providers_switches_the_cache_off(sim: Simulator) -> None:
    for _ in range(2):
        assert await cached(sim, turns("One.", provider={"order": ["Mistral"]})) == (0, 0)


async def test_some_providers_keep_only_what_is_marked(sim: Simulator) -> None:
    for _ in range(2):
        assert await cached(sim, turns("One.", model=MARKED)) == (0, 0)
    read, written = await cached(sim, turns("One.", model=MARKED, mark=True))
    assert read == 0 and written == len("<|system|>" + HEAD) * 2 // 7
    assert await cached(sim, turns("One.", "Two.", model=MARKED, mark=True)) == (written, 0)
    assert await cached(sim, turns("One.", "Two.", model=MARKED)) == (0, 0)


async def test_a_mark_that_moves_on_writes_only_what_is_new(sim: Simulator) -> None:
    await ask(sim, turns("One.", model=MARKED, mark=True))
    body = turns("One.", "Two. " * 500, model=MARKED, mark=True)
    last = {"type": "text", "text": "Two. " * 500, "cache_control": {"type": "ephemeral"}}
    body["messages"][-1]["content"] = [last]
    read, written = await cached(sim, body)
    assert read > 2000 and 700 < written < 730


async def test_a_mark_reads_only_what_the_prompt_begins_with(sim: Simulator) -> None:
    await ask(sim, turns("One.", model=MARKED, mark=True, session_id="s"))
    body = turns("One.", model=MARKED, mark=True, session_id="s")
    body["messages"].insert(0, {"role": "developer", "content": "First of all"})
    read, written = await cached(sim, body)
    assert read == 0 and written > 2000


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.text(max_size=40))
def test_never_is_more_cached_than_there_is(texts: list[str], more: str) -> None:
    cache, model = PromptCache(Clock()), SimModel("a/b", least_cached=0)
    for said in (texts, [*texts, more], texts[:-1] or [more]):
        prompt = prompt_of({"messages": [{"role": "user", "content": text} for text in said]})
        counted = cache.count(model, "key", "session", prompt)
        assert 0 <= counted.cached <= counted.prompt == tokens_of(prompt.text)


def test_marks_and_the_form_of_content_do_not_change_what_is_read() -> None:
    marked = prompt_of(turns("One.", mark=True))
    bare = prompt_of(turns("One."))
    text = {"messages": [{"role": "system", "content": HEAD}, {"role": "user", "content": "One."}]}
    assert marked.text == bare.text == prompt_of(text).text
    assert marked.marks and not bare.marks
    assert session_of(turns("One.", mark=True), {}) == session_of(text, {})

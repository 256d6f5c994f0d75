"""What a conversation sends, and that it is only ever appended to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.chat import (
    ChatPlan,
    ChatSession,
    Fact,
    Message,
    Moved,
    Piece,
    Role,
    Tool,
    ToolCall,
    plan,
    rendering,
)
from tests.core.chat_cases import (
    SYSTEM,
    TOOLS,
    Step,
    are_paired,
    budget_of,
    conversations,
    opened,
    sent,
)

WIDE = budget_of(1_000_000)
READ = ToolCall("call_1", "read_file", '{"path": "a.py" , }')


def planned(session: ChatSession) -> ChatPlan:
    return plan(session, WIDE)


@given(conversations())
def test_whatever_is_said_the_prompt_before_stands_at_its_beginning(
    steps: list[list[Step]],
) -> None:
    before = ""
    for session in sent(opened(), steps):
        now = rendering(planned(session))
        assert now.startswith(before)
        before = now


@given(conversations())
def test_every_call_has_its_result_right_behind_it(steps: list[list[Step]]) -> None:
    *_, session = sent(opened(), steps)
    assert are_paired(planned(session).messages)


@given(st.permutations(TOOLS), st.permutations(["type", "properties", "required"]))
def test_the_bytes_do_not_depend_on_the_order_of_dictionaries_or_tools(
    tools: list[Tool], keys: list[str]
) -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"b": {"type": "string"}, "a": {"type": "string"}},
        "required": ["a"],
    }
    shuffled = Tool("edit", "Edits.", {key: schema[key] for key in keys})
    sorted_tool = Tool("edit", "Edits.", {key: schema[key] for key in sorted(schema)})
    one, other = opened(tools=(*tools, shuffled)), opened(tools=(sorted_tool, *TOOLS))
    assert rendering(planned(one)) == rendering(planned(other))
    assert str(one.tools) == str(other.tools)


def test_the_system_text_comes_first_and_all_messages_are_stable() -> None:
    done = planned(opened().asked("Why?"))
    assert done.messages == (Message(Role.SYSTEM, SYSTEM), Message(Role.USER, "Why?"))
    assert done.stable_messages == 2
    assert done.moved is Moved.NEW_SESSION


def test_context_stands_before_the_question_and_facts_behind_it() -> None:
    session = opened().asked("Why?", [Piece("a.py", "x = 1\n")], [Fact("date", "Monday")])
    assert session.messages[-1].text == (
        "a.py\n```\nx = 1\n```\n\nWhy?\n\n<now>\ndate: Monday\n</now>"
    )


def test_a_fence_in_a_file_does_not_close_its_own() -> None:
    session = opened().asked("Why?", [Piece("a.md", "````\ncode\n````\n")])
    assert "\n`````\n````\ncode\n````\n`````" in session.messages[-1].text


def test_facts_that_have_not_changed_are_not_told_again() -> None:
    session = opened().asked("1", facts=[Fact("date", "Monday"), Fact("open file", "a.py")])
    session = session.answered("-").asked(
        "2", facts=[Fact("date", "Monday"), Fact("open file", "b.py")]
    )
    assert session.messages[-1].text == "2\n\n<now>\nopen file: b.py\n</now>"


def test_a_fact_that_is_gone_is_told_to_be_gone() -> None:
    session = opened().asked("1", facts=[Fact("errors", "2")]).answered("-").asked("2")
    assert session.messages[-1].text == "2\n\n<now>\nerrors: none\n</now>"
    assert session.answered("-").asked("3").messages[-1].text == "3"


def test_the_arguments_of_a_call_stay_the_model_s_own_bytes() -> None:
    session = opened().asked("Why?").answered("Let me see.", [READ])
    assert session.messages[-1] == Message(Role.ASSISTANT, "Let me see.", (READ,))


def test_an_unchanged_file_is_not_sent_twice() -> None:
    text = "x = 1\n" * 50
    session = opened().asked("1", [Piece("a.py", text)]).answered("", [READ])
    session = session.resulted("call_1", text, of="a.py")
    assert session.messages[-1].text == "a.py: unchanged, its text stands above."
    again = session.answered("-").asked("2", [Piece("a.py", text)])
    assert again.messages[-1].text == "a.py: unchanged, its text stands above.\n\n2"


def test_a_file_that_changed_and_changed_back_is_sent_whole_each_time() -> None:
    session = opened()
    for text in ("one\n", "two\n", "one\n"):
        session = session.asked("?", [Piece("a.py", text)]).answered("-")
        assert text in session.messages[-2].text


def test_the_same_text_of_another_file_is_sent() -> None:
    session = opened().asked("1", [Piece("a.py", "same\n")]).answered("-")
    assert "same" in session.asked("2", [Piece("b.py", "same\n")]).messages[-1].text


def test_a_question_can_be_taken_back_and_says_so() -> None:
    before = opened().asked("1").answered("-")
    session = before.asked("2").answered("", [READ]).taken_back()
    assert session.messages == before.messages
    assert (session.epoch, session.moved) == (1, Moved.TAKEN_BACK)


def test_calls_that_are_given_up_have_results_all_the_same() -> None:
    second = ToolCall("call_2", "search", "{}")
    session = opened().asked("1").answered("", [READ, second]).resulted("call_2", "found")
    assert session.open_calls == (READ,)
    assert are_paired(session.given_up("The user stopped it.").messages)


def test_an_id_given_twice_is_answered_twice() -> None:
    session = opened().asked("1").answered("", [READ, READ]).resulted("call_1", "x")
    assert session.open_calls == (READ,)
    assert session.resulted("call_1", "x").open_calls == ()


def test_steps_out_of_turn_are_refused() -> None:
    asked = opened().asked("1")
    for wrong in (
        lambda: asked.asked("2"),
        lambda: opened().answered("-"),
        lambda: asked.resulted("call_1", "x"),
        lambda: asked.answered("", [READ]).answered("-"),
        lambda: planned(asked.answered("", [READ])),
    ):
        with pytest.raises(ValueError, match=r"answer|call|asked"):
            wrong()


def test_a_prompt_that_cannot_fit_says_why() -> None:
    done = plan(opened().asked("word " * 5000), budget_of(4096))
    assert done.obstacle is not None
    assert done.obstacle.key == "chat.too_long"
    assert done.tokens > budget_of(4096).room


@given(conversations(2), st.integers(0, 20_000), st.integers(0, 4096))
def test_a_plan_without_an_obstacle_fits_the_window(
    steps: list[list[Step]], window: int, answer: int
) -> None:
    *_, session = sent(opened(), steps)
    budget = budget_of(window, answer)
    done = plan(session, budget)
    assert (done.obstacle is None) == (done.tokens <= budget.room)
    assert done.obstacle or done.tokens + answer <= budget.whole


def test_a_window_that_nobody_tells_is_taken_to_be_small() -> None:
    assert budget_of(0, 1024).room == int(8192 * 0.97) - 1024

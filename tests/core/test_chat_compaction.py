"""When a conversation is shortened, and what of it stays."""

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.chat import (
    ChatBudget,
    ChatSession,
    Fact,
    Message,
    Moved,
    Piece,
    Role,
    ToolCall,
    Why,
    compacted,
    due,
    plan,
)
from sansfil.core.phrases import sentence
from tests.core.chat_cases import (
    Step,
    alternate,
    are_paired,
    budget_of,
    conversations,
    opened,
    sent,
)

BUDGET = budget_of(4000, 200)


def long_session(turns: int, lines: int = 100) -> ChatSession:
    """In each turn a file is read, then the model answers."""
    session = opened()
    for number in range(turns):
        call = ToolCall(f"call_{number}", "read_file", f'{{"path":"f{number}.py"}}')
        session = session.asked(f"Question {number}?").answered("", [call])
        session = session.resulted(call.id, f"x{number} = 1\n" * lines, of=f"f{number}.py")
        session = session.answered(f"Answer {number}.")
    return session


@given(conversations(8), st.integers(200, 6000), st.booleans())
def test_whatever_is_cut_the_head_stays_and_calls_keep_their_results(
    steps: list[list[Step]], window: int, has_summary: bool
) -> None:
    budget = budget_of(window, 20)
    for session in sent(opened(), steps):
        done = compacted(
            session, budget, summary="They talked." if has_summary else "", why=Why.ASKED
        )
        if done is None:
            continue
        before, after = session.messages, done.session.messages
        assert after[:2] == before[:2]
        assert done.session.tools == session.tools
        assert are_paired(after)
        assert alternate(after)
        assert done.after < done.before
        assert done.session.epoch == session.epoch + 1
        assert _is_small(done.session, budget)


def _is_small(session: ChatSession, budget: ChatBudget) -> bool:
    """At most half of the window, or nothing is left but the head, the question and the last step."""
    if budget.session_tokens(session) <= budget.whole / 2:
        return True
    body = session.messages[2:]
    questions = sum(message.role is Role.USER for message in body)
    answers = sum(message.role is Role.ASSISTANT for message in body)
    return questions <= 1 and answers <= 2


@given(conversations(8), st.integers(500, 3000))
def test_what_is_sent_after_a_compaction_is_appended_to_again(
    steps: list[list[Step]], window: int
) -> None:
    session, budget = opened(), budget_of(window, 20)
    for turn in steps:
        for step in turn:
            session = step(session)
            done = compacted(session, budget)
            session = done.session if done else session
            plan(session, budget)  # the guard of the tests compares it with the one before


def test_a_conversation_that_has_room_is_left_alone() -> None:
    assert due(long_session(1), BUDGET) is None
    assert compacted(long_session(1), BUDGET) is None


def test_between_turns_room_is_made_before_it_is_too_late() -> None:
    session = long_session(15).asked("And now?")
    assert due(session, BUDGET) is Why.NEARLY_FULL
    done = compacted(session, BUDGET)
    assert done is not None
    assert done.after <= 0.4 * 4000
    assert done.session.messages[-1].text == "And now?"
    assert due(done.session, BUDGET) is None


def test_in_mid_turn_nothing_is_touched_that_fits() -> None:
    session = long_session(15).asked("And now?").answered("", [ToolCall("c", "search", "{}")])
    session = session.resulted("c", "nothing")
    assert BUDGET.session_tokens(session) > 0.85 * BUDGET.room
    assert due(session, BUDGET) is None


def test_a_session_with_open_calls_is_never_touched() -> None:
    session = long_session(30).asked("?").answered("", [ToolCall("c", "search", "{}")])
    assert due(session, BUDGET) is None
    assert compacted(session, BUDGET, why=Why.ASKED) is None


def test_results_that_can_be_read_again_go_before_anything_that_was_said() -> None:
    session = long_session(15).asked("And now?")
    done = compacted(session, BUDGET)
    assert done is not None
    assert (done.shortened > 0, done.cut) == (True, 0)
    said = [each for each in session.messages if each.role is not Role.TOOL]
    assert [each for each in done.session.messages if each.role is not Role.TOOL] == said
    first = next(each for each in done.session.messages if each.role is Role.TOOL)
    assert first.text.startswith("[f0.py: 101 lines were removed")


def test_the_oldest_and_largest_results_go_first() -> None:
    done = compacted(long_session(15).asked("And now?"), BUDGET)
    assert done is not None
    texts = [each.text for each in done.session.messages if each.role is Role.TOOL]
    cut = [text.startswith("[") for text in texts]
    assert cut == sorted(cut, reverse=True)


def test_a_file_whose_text_was_cut_is_sent_again() -> None:
    done = compacted(long_session(15).asked("And now?"), BUDGET)
    assert done is not None
    call = ToolCall("again", "read_file", "{}")
    session = done.session.answered("", [call]).resulted("again", "x0 = 1\n" * 100, of="f0.py")
    assert session.messages[-1].text.count("x0") == 100


def test_where_results_are_not_enough_old_turns_go_and_a_note_says_so() -> None:
    session = opened()
    for number in range(40):
        session = session.asked(f"Question {number}?").answered("word " * 80)
    done = compacted(session.asked("And now?"), BUDGET)
    assert done is not None
    assert done.session.messages[1].text == "Question 0?"
    note = f"[{done.cut} earlier exchanges were removed to save room.]"
    assert done.session.messages[2] == Message(Role.ASSISTANT, note)
    again = compacted(done.session, BUDGET, why=Why.ASKED, summary="Much was said.")
    assert again is not None
    counted = done.cut + again.cut
    assert again.session.messages[2].text == (
        f"[{counted} earlier exchanges were removed to save room.]\n\nMuch was said."
    )
    assert [each.text for each in again.session.messages[3:]] == ["And now?"]


def test_a_long_single_turn_is_cut_between_its_steps() -> None:
    session = opened().asked("Do it.")
    for number in range(60):
        call = ToolCall(f"call_{number}", "search", "{}")
        session = session.answered("thought " * 40, [call]).resulted(call.id, "found")
    done = compacted(session, BUDGET)
    assert done is not None
    assert done.why is Why.FULL
    assert done.after <= 0.4 * 4000
    assert are_paired(done.session.messages)
    assert alternate(done.session.messages)
    assert done.session.messages[3].text.startswith(f"[{done.cut} earlier exchanges")
    assert done.session.messages[-2:] == session.messages[-2:]


def test_facts_are_told_again_after_a_compaction() -> None:
    facts = [Fact("date", "Monday")]
    session = long_session(15).asked("And now?", facts=facts)
    done = compacted(session, BUDGET)
    assert done is not None
    later = done.session.answered("-").asked("And then?", facts=facts)
    assert later.messages[-1].text == "And then?\n\n<now>\ndate: Monday\n</now>"


def test_a_compaction_that_would_not_last_is_not_begun() -> None:
    session = (
        opened().asked("?", [Piece("a.py", "y = 2\n" * 2100)]).answered("Short.").asked("More?")
    )
    assert due(session, BUDGET) is Why.NEARLY_FULL
    assert compacted(session, BUDGET) is None


def test_what_was_done_is_a_sentence() -> None:
    done = compacted(long_session(15).asked("And now?"), BUDGET)
    assert done is not None
    assert done.session.moved is Moved.COMPACTED
    assert f"{done.shortened} old results" in sentence(done.said, "en")
    assert f"{done.shortened} anciens résultats" in sentence(done.said, "fr")

"""The guard over conversations: it must not be possible to break the promise unseen."""

from dataclasses import replace
from itertools import count

import pytest

from sansfil.core.chat import ChatPlan, ChatSession, Message, Role, Why, compacted, plan
from tests.chat_guard import ChatGuard, assert_chat_is_stable
from tests.core.chat_cases import budget_of, opened

BUDGET = budget_of(8000)
NUMBERS = count()


def said(session: ChatSession) -> ChatPlan:
    """Each for itself: the guard over this very test hears no promise broken."""
    return plan(replace(session, id=f"alone-{next(NUMBERS)}"), BUDGET)


def test_a_changed_answer_is_caught() -> None:
    session = opened().asked("1").answered("yes")
    other = opened().asked("1").answered("no")
    with pytest.raises(AssertionError, match="has changed"):
        assert_chat_is_stable(said(session.asked("2")), said(other.asked("2")))


def test_a_date_in_the_system_text_is_caught() -> None:
    session = opened().asked("1").answered("yes").asked("2")
    with pytest.raises(AssertionError, match="has changed"):
        assert_chat_is_stable(said(session), said(replace(session, system="It is noon.")))


def test_a_compaction_that_touches_the_first_question_is_caught() -> None:
    session = opened().asked("1").answered("word " * 500).asked("2").answered("ok").asked("3")
    done = compacted(session, BUDGET, why=Why.ASKED, summary="Nothing.")
    assert done is not None
    assert_chat_is_stable(said(session), said(done.session))
    task, *rest = done.session.entries
    broken = replace(task, message=Message(Role.USER, "one"))
    with pytest.raises(AssertionError, match="head"):
        assert_chat_is_stable(said(session), said(replace(done.session, entries=(broken, *rest))))


def test_what_was_taken_back_is_not_sent_again() -> None:
    session = opened().asked("1").answered("yes").asked("2")
    back = session.taken_back().asked("3")
    assert_chat_is_stable(said(session), said(back))
    with pytest.raises(AssertionError, match="taken back"):
        assert_chat_is_stable(said(back), said(session))


def test_another_conversation_may_begin_in_the_same_session_of_a_provider() -> None:
    assert_chat_is_stable(
        said(opened().asked("1").answered("-").asked("2")), said(opened().asked("3"))
    )


def test_the_guard_over_all_tests_hears_of_every_plan(chat_guard: ChatGuard) -> None:
    session = opened().asked("1").answered("yes")
    plan(session.asked("2"), BUDGET)
    plan(session.asked("2").answered("-").asked("3"), BUDGET)
    assert (chat_guard.seen, chat_guard.broken) == (2, [])
    plan(session.asked("another").answered("-").asked("3"), BUDGET)
    assert len(chat_guard.broken) == 1
    chat_guard.broken.clear()

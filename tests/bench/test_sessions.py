"""Sessions are what they claim to be, and end where they should."""

import pytest
from bench._typist.sessions import MIXED, TYPING, Session, sessions
from bench.sessions.make import PLANS, written

EVERY = sessions()
PER_LANGUAGE = {"python", "dart", "typescript"}


@pytest.mark.parametrize("session", EVERY, ids=lambda session: session.name)
def test_the_keys_of_a_session_type_its_texts_byte_for_byte(session: Session) -> None:
    assert session.ends() == {path: file.end for path, file in session.files.items()}
    assert any(file.start != file.end for file in session.files.values())


@pytest.mark.parametrize("session", EVERY, ids=lambda session: session.name)
def test_typing_what_was_accepted_ends_in_the_same_texts(session: Session) -> None:
    spelled = session.without_accepts()
    assert spelled.ends() == session.ends()
    assert spelled.key_count >= session.key_count


@pytest.mark.parametrize("session", sessions(TYPING), ids=lambda session: session.name)
def test_a_typing_session_stays_in_one_place_for_three_hundred_keys(session: Session) -> None:
    assert session.key_count >= 300
    assert session.jumps == 0


@pytest.mark.parametrize("session", sessions(MIXED), ids=lambda session: session.name)
def test_a_mixed_session_jumps_once_in_a_hundred_keys_and_changes_files(session: Session) -> None:
    assert session.jumps >= session.key_count / 100
    assert session.switches >= 5


def test_each_language_has_a_session_of_each_kind() -> None:
    for kind in (TYPING, MIXED):
        assert {session.language.name for session in sessions(kind)} == PER_LANGUAGE


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_the_committed_sessions_are_what_the_plans_write(plan: object) -> None:
    from bench._typist.sessions import FOLDER

    named = next(each for each in PLANS if each is plan)
    assert (FOLDER / f"{named.name}.toml").read_text("utf-8") == written(named)


@pytest.mark.parametrize("session", EVERY, ids=lambda session: session.name)
def test_code_points_of_the_texts_are_utf_16_units(session: Session) -> None:
    for file in session.files.values():
        assert max(map(ord, file.end)) < 0x10000

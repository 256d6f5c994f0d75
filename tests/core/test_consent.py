"""Nothing leaves this machine but by the user's word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.consent import (
    Allowed,
    Destination,
    MustAsk,
    Refused,
    Word,
    decided,
    destination_of,
    strictest,
    unasked,
)
from sansfil.core.phrases import sentence

PROVIDER = Destination("https://openrouter.ai:443", is_loopback=False)
OWN_ENGINE_AFAR = Destination("http://10.0.0.7:8080", is_loopback=False, is_provider=False)
OWN_ENGINE_HERE = Destination("http://127.0.0.1:8080", is_loopback=True, is_provider=False)
GATEWAY_HERE = Destination("http://127.0.0.1:4000", is_loopback=True)
SEND = st.sampled_from(["ask", "never", "allow"])
AFAR = st.sampled_from([PROVIDER, OWN_ENGINE_AFAR, GATEWAY_HERE])
WORDS = st.sampled_from(Word)


def holds(
    destination: Destination = PROVIDER,
    send: str = "ask",
    word: Word = Word.UNSAID,
    is_private: bool = False,
    data_collection: str = "allow",
) -> Allowed | Refused | MustAsk:
    return decided(send, word, destination, is_private=is_private, data_collection=data_collection)


def key_of(decision: object) -> str:
    assert isinstance(decision, Refused)
    assert sentence(decision.said, "en") != sentence(decision.said, "fr")
    return decision.said.key


@given(AFAR, SEND, WORDS)
def test_private_mode_refuses_whatever_else_is_said(
    destination: Destination, send: str, word: Word
) -> None:
    assert key_of(holds(destination, send, word, is_private=True)) == "consent.private"


@given(AFAR, WORDS)
def test_never_refuses_whatever_was_said_of_the_workspace(
    destination: Destination, word: Word
) -> None:
    assert key_of(holds(destination, "never", word)) == "consent.never"


@given(AFAR, SEND, st.booleans())
def test_a_no_is_never_turned_into_a_yes(
    destination: Destination, send: str, is_private: bool
) -> None:
    assert isinstance(holds(destination, send, Word.NO, is_private), Refused)


@given(SEND, WORDS, st.booleans())
def test_an_engine_of_the_users_own_on_this_machine_needs_no_word(
    send: str, word: Word, is_private: bool
) -> None:
    assert isinstance(holds(OWN_ENGINE_HERE, send, word, is_private), Allowed)


@given(AFAR)
def test_what_was_not_said_is_asked_and_is_a_no_where_nobody_can_be_asked(
    destination: Destination,
) -> None:
    decision = holds(destination)
    assert decision == MustAsk(destination.origin, destination.is_provider)
    expected = "consent.unasked" if destination.is_provider else "index.unasked"
    assert key_of(unasked(decision)) == expected


@given(AFAR)
def test_a_kept_yes_is_not_asked_again(destination: Destination) -> None:
    assert holds(destination, word=Word.YES) == Allowed(allows_training=True)
    assert unasked(Allowed(allows_training=True)) == Allowed(allows_training=True)


def test_allow_asks_nobody() -> None:
    assert holds(send="allow") == Allowed(allows_training=True)


@given(SEND, st.sampled_from(["allow", "deny"]), WORDS)
def test_training_wants_both_the_setting_and_the_users_word(
    send: str, data_collection: str, word: Word
) -> None:
    decision = holds(send=send, word=word, data_collection=data_collection)
    if isinstance(decision, Allowed) and decision.allows_training:
        assert data_collection == "allow"
        assert word is not Word.YES_WITHOUT_TRAINING


@pytest.mark.parametrize("send", ["ask", "allow"])
def test_a_yes_without_training_allows_just_that(send: str) -> None:
    assert holds(send=send, word=Word.YES_WITHOUT_TRAINING) == Allowed(allows_training=False)


@given(st.lists(WORDS))
def test_a_workspace_of_several_folders_goes_by_the_strictest(words: list[Word]) -> None:
    word = strictest(words)
    if Word.NO in words:
        assert word is Word.NO
    elif not words or Word.UNSAID in words:
        assert word is Word.UNSAID
    else:
        wants_no_training = Word.YES_WITHOUT_TRAINING in words
        assert word is (Word.YES_WITHOUT_TRAINING if wants_no_training else Word.YES)


@pytest.mark.parametrize(
    ("url", "origin", "is_loopback"),
    [
        ("https://openrouter.ai/api/v1", "https://openrouter.ai:443", False),
        ("HTTPS://OpenRouter.ai", "https://openrouter.ai:443", False),
        ("http://localhost:4000/v1", "http://127.0.0.1:4000", True),
        ("http://127.8.9.1:4000", "http://127.8.9.1:4000", True),
        ("http://[::1]:4000", "http://[::1]:4000", True),
        ("http://[0:0:0:0:0:0:0:1]:4000", "http://[::1]:4000", True),
        ("http://localhost.evil.example:80", "http://localhost.evil.example:80", False),
        ("http://127.0.0.1.evil.example", "http://127.0.0.1.evil.example:80", False),
        ("http://0.0.0.0:80", "http://0.0.0.0:80", False),
        ("http://2130706433", "http://2130706433:80", False),
        ("http://127.1", "http://127.1:80", False),
        ("http://192.168.0.9:11434", "http://192.168.0.9:11434", False),
    ],
)
def test_only_a_number_of_loopback_or_localhost_is_this_machine(
    url: str, origin: str, is_loopback: bool
) -> None:
    assert destination_of(url) == Destination(origin, is_loopback)


@pytest.mark.parametrize(
    "url",
    ["", "openrouter.ai", "ftp://x", "http://", "http://a:99999", "http://u:p@h", "file:///etc"],
)
def test_what_is_no_address_is_no_destination(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|[Pp]ort"):
        destination_of(url)

"""A long conversation is served from cache, by a genuine engine and by a provider's likeness."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from bench._chat.cline import Cline
from bench._chat.ours import Sansfil
from bench._chat.roo import Roo
from bench._chat.script import Turn, turns
from bench._chat.sending import Count, Sent, text_of
from bench.chat_cache import CLIENTS, OURS, QUICK_LINES, QUICK_TURNS, measured, missed_of

SCRIPT = list(turns(QUICK_LINES))[:QUICK_TURNS]


def test_the_engine_has_nearly_all_of_each_prompt_already() -> None:
    pytest.importorskip("xllamacpp")
    found = measured("engine", SCRIPT, {OURS: Sansfil})
    assert not missed_of(found)


def test_a_provider_has_nearly_all_of_it_already_and_bills_the_least_for_ours() -> None:
    found = measured("simulator", SCRIPT, CLIENTS)
    assert not missed_of(found)
    [wide, _] = found.values()
    billed = {name: row["billed"] or 0 for name, row in wide.items()}
    assert min(billed, key=lambda name: billed[name]) == OURS


def test_a_layout_that_shares_nothing_would_be_seen() -> None:
    rows = measured("simulator", SCRIPT, {OURS: Forgetful})
    assert len(missed_of(rows)) == 2


class Forgetful(Sansfil):
    """Puts the number of the request in front of everything."""

    def sending(self, turns: Sequence[Turn], window: int, count: Count) -> Iterator[Sent]:
        for number, sent in enumerate(super().sending(turns, window, count)):
            first, *rest = sent.messages
            changed = {**first, "content": f"{number}. {first['content']}"}
            yield Sent(sent.turn, [changed, *rest], sent.tools, sent.session, sent.is_compacted)


def test_the_conversation_is_the_same_each_time() -> None:
    assert list(turns(QUICK_LINES)) == list(turns(QUICK_LINES))
    assert sum(len(turn.calls) for turn in turns(QUICK_LINES)) > 60


def test_peers_are_only_appended_to_until_their_mode_changes() -> None:
    for make, breaks in ((Roo, True), (lambda: Roo(has_modes=False), False), (Cline, True)):
        sent = list(make().sending(SCRIPT, 1_000_000, len))
        texts = ["".join(map(text_of, each.messages)) for each in sent]
        assert any(not now.startswith(before) for before, now in pairwise(texts)) == breaks

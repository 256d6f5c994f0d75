"""Models and providers that failed are left alone for a while: no storm of retries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.faults import Fault, Remedy, remedy_for
from sansfil.features.breathers import Breathers, Rests
from tests.features.office import failing

RESTS = Rests()
FAULTS = st.sampled_from(list(Fault))
OF_THE_REQUEST = (Fault.TOO_LONG, Fault.TOO_LARGE, Fault.MODERATED, Fault.REFUSED)


class Wall:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.breathers = Breathers(lambda: self.now_s)


@pytest.mark.parametrize(
    ("fault", "rest_s"),
    [
        (Fault.BUSY, RESTS.busy_s),
        (Fault.PROVIDER, RESTS.busy_s),
        (Fault.TIMEOUT, RESTS.busy_s),
        (Fault.MODEL_GONE, RESTS.gone_s),
        (Fault.FREE_ENDED, RESTS.gone_s),
    ],
)
def test_a_model_rests_as_long_as_its_failure_is_likely_to_last(
    fault: Fault, rest_s: float
) -> None:
    wall = Wall()
    wall.breathers.failed("m", failing(fault))
    wall.now_s += rest_s - 1
    assert wall.breathers.rests("m") and not wall.breathers.rests("n")
    wall.now_s += 2
    assert not wall.breathers.rests("m")


@given(FAULTS, st.floats(0.001, 1e9))
def test_what_a_provider_asks_for_is_heeded_within_reason(fault: Fault, wait_s: float) -> None:
    wall = Wall()
    wall.breathers.failed("m", failing(fault, retry_after_s=wait_s))
    if not wall.breathers.rests("m"):
        assert remedy_for(fault) in (Remedy.WAIT, Remedy.STOP) or fault in OF_THE_REQUEST
        return
    wall.now_s += min(max(wait_s, 1.0), RESTS.most_s) + 0.1
    assert not wall.breathers.rests("m")


@pytest.mark.parametrize("fault", OF_THE_REQUEST)
def test_what_was_wrong_with_one_request_says_nothing_of_the_next(fault: Fault) -> None:
    wall = Wall()
    wall.breathers.failed("m", failing(fault))
    assert not wall.breathers.rests("m") and wall.breathers.blocked is None


@pytest.mark.parametrize("fault", [Fault.MINUTE_LIMIT, Fault.DAY_LIMIT])
def test_a_limit_of_the_account_is_the_ledgers_to_keep(fault: Fault) -> None:
    wall = Wall()
    wall.breathers.failed("m", failing(fault))
    assert not wall.breathers.rests("m") and wall.breathers.blocked is None


@pytest.mark.parametrize(
    "fault", [Fault.NO_KEY, Fault.WRONG_KEY, Fault.UNREACHABLE, Fault.PROXY, Fault.TLS]
)
def test_what_only_the_user_can_mend_blocks_everybody_and_says_why(fault: Fault) -> None:
    wall, error = Wall(), failing(fault)
    wall.breathers.failed("m", error)
    blocked = wall.breathers.blocked
    assert blocked is not None
    assert (blocked.said, blocked.fault) == (error.said, error.fault)
    wall.now_s += RESTS.blocked_s
    assert wall.breathers.blocked is None


@given(st.lists(st.tuples(st.sampled_from("mn"), FAULTS), max_size=8))
def test_an_answer_lifts_the_block_and_wakes_its_model(failures: list[tuple[str, Fault]]) -> None:
    wall = Wall()
    for model, fault in failures:
        wall.breathers.failed(model, failing(fault))
    wall.breathers.answered("m")
    assert not wall.breathers.rests("m") and wall.breathers.blocked is None


@given(st.lists(st.tuples(st.sampled_from("mn"), FAULTS), max_size=8))
def test_everything_is_worth_another_try_once_the_user_has_changed_something(
    failures: list[tuple[str, Fault]],
) -> None:
    wall = Wall()
    for model, fault in failures:
        wall.breathers.failed(model, failing(fault))
    wall.breathers.forget()
    assert not any(map(wall.breathers.rests, "mn")) and wall.breathers.blocked is None

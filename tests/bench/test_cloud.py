"""The way to a provider: no fault loses or doubles a request, the books agree, what is left is closed."""

from pathlib import Path

from bench._cloud import overhead
from bench._cloud.books import compared
from bench._cloud.closing import closing_ms
from bench._cloud.failing import met
from bench.cloud import QUICK_FAULTS


async def test_no_fault_loses_or_doubles_a_request_or_hangs() -> None:
    found = [each async for each in met(QUICK_FAULTS)]
    assert len(found) == 2 * len(QUICK_FAULTS)
    assert [fault for each in found for fault in each.wrong] == []
    assert all(each.seen.startswith(("OpenRouter", "qwen/")) for each in found)


def test_the_ledger_of_two_processes_is_what_the_provider_has_booked() -> None:
    found = compared(30)
    assert found.faults == []
    assert found.ours.requests >= 30 and found.ours.cost > 0


async def test_what_is_broken_off_is_closed_at_once(tmp_path: Path) -> None:
    assert len(await closing_ms(tmp_path, 3)) == 3


async def test_the_time_to_the_first_token_is_measured_side_by_side(tmp_path: Path) -> None:
    found = await overhead.run(tmp_path, 2)
    assert set(found.p50) == {
        overhead.ALL,
        overhead.BARE,
        overhead.CLIENT,
        overhead.CLAIM,
        overhead.SCAN,
    }
    assert all(each > 0 for each in found.p50.values())

"""The index process writes into the same record as the windows, where something leaves the machine."""

import time
from pathlib import Path

from sansfil.adapters.activity import ActivityRecords
from sansfil.app.index_child import record_of
from sansfil.ports.activity import Exchange, Wanted, unrecorded
from sansfil.settings import ActivitySettings, IndexSettings, Settings

ELSEWHERE = IndexSettings(embedder="openai", embedder_url="https://embeddings.example")


async def test_what_the_index_sends_elsewhere_stands_in_the_windows_record(tmp_path: Path) -> None:
    record, written = record_of(Settings(index=ELSEWHERE), tmp_path)
    record(Exchange(time.time(), "embedding", "index", "https://one.example:443", "m", body=b"{}"))
    await written()
    window = ActivityRecords(tmp_path / "activity")
    (found,) = await window.listed(Wanted())
    assert (found.exchange.purpose, found.body_bytes) == ("embedding", 2)
    await window.close()


def test_with_the_switch_off_nothing_is_kept(tmp_path: Path) -> None:
    settings = Settings(index=ELSEWHERE, activity=ActivitySettings(record=False))
    assert record_of(settings, tmp_path)[0] is unrecorded


def test_where_nothing_leaves_the_machine_no_record_is_opened(tmp_path: Path) -> None:
    assert record_of(Settings(), tmp_path)[0] is unrecorded

"""Stale, forged, hung and swapped: what a window may find where an engine of ours should be."""

import json
import os
import signal
import subprocess
import sys
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from sansfil.adapters.engines.asking import is_ours
from sansfil.adapters.engines.locks import freed
from sansfil.adapters.engines.managed import Patience, Seat, SharedEngines
from sansfil.adapters.engines.opening import engines_below
from sansfil.adapters.engines.rendezvous import MEETING_FILE, Meeting, Place, place_of
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError
from sansfil.settings import LocalSettings
from tests.adapters.engines.managed.impostor import impostor

DEADLINE_S = 60
SOON = Patience(asking_s=2.0, ending_s=2.0, linger_s=0.0)


def seated(cache: Path, model: Path) -> AbstractAsyncContextManager[Seat]:
    return SharedEngines(engines_below(cache), SOON).seated(model, LocalSettings(threads=1))


def place(cache: Path, model: Path) -> Place:
    return place_of(engines_below(cache), model)


async def refused(cache: Path, model: Path) -> EngineError:
    with pytest.raises(EngineError) as failure:
        async with seated(cache, model):
            raise AssertionError("there was an engine")
    return failure.value


async def killed(cache: Path, model: Path) -> Meeting:
    """What the host of a killed engine left behind."""
    async with seated(cache, model) as seat:
        os.kill(seat.meeting.pid, signal.SIGKILL)
        assert await freed(place(cache, model).host_lock, DEADLINE_S)
    assert place(cache, model).meeting() == seat.meeting
    return seat.meeting


async def test_a_process_that_got_the_dead_engines_number_is_left_alone(
    cache: Path, model: Path
) -> None:
    left = await killed(cache, model)
    sleeper = [sys.executable, "-c", "input()"]
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE, start_new_session=True) as innocent:
        place(cache, model).announce(replace(left, pid=innocent.pid))
        async with seated(cache, model) as seat:
            assert seat.meeting.pid not in (left.pid, innocent.pid)
        assert innocent.poll() is None
        innocent.communicate(b"\n", DEADLINE_S)


async def test_another_server_at_the_dead_engines_port_is_not_taken_for_it(
    cache: Path, model: Path
) -> None:
    left = await killed(cache, model)
    with impostor(int(left.url.rpartition(":")[2])) as (url, told):
        assert url == left.url
        async with seated(cache, model) as seat:
            assert seat.meeting.url != url
        assert not any(told)


def test_only_who_wants_the_key_and_has_the_model_is_ours() -> None:
    with impostor() as (url, told):
        assert not is_ours(url, "secret", "/m.gguf", DEADLINE_S)
        assert told == [""]


async def test_the_engine_itself_is_ours_with_its_own_key_and_model_only(
    cache: Path, model: Path
) -> None:
    async with seated(cache, model) as seat:
        url, key, path = seat.meeting.url, seat.meeting.key, seat.meeting.model_path
        assert is_ours(url, key, path, DEADLINE_S)
        assert not is_ours(url, f"{key}x", path, DEADLINE_S)
        assert not is_ours(url, key, f"{path}x", DEADLINE_S)


async def test_a_forged_meeting_point_is_replaced(cache: Path, model: Path) -> None:
    with impostor() as (url, told):
        async with seated(cache, model) as first:
            forged = replace(first.meeting, url=url)
            place(cache, model).announce(forged)
            async with seated(cache, model) as second:
                assert second.meeting.url not in (url, first.meeting.url)
        assert not any(told)


async def test_a_meeting_point_that_cannot_be_read_is_replaced(cache: Path, model: Path) -> None:
    where = place(cache, model)
    where.make()
    for left in (b"", b"{", b"[]", b'{"pid": "x"}', b"\xff\xfe", b"null", b"[" * 60_000):
        (where.folder / MEETING_FILE).write_bytes(left)
        assert where.meeting() is None
    async with seated(cache, model) as seat:
        assert where.meeting() == seat.meeting


async def test_a_model_file_that_was_replaced_gets_a_new_engine(
    cache: Path, model: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(model.read_bytes())
    async with seated(cache, mine) as before:
        os.utime(mine, (1, 1))
        async with seated(cache, mine) as after:
            assert after.meeting.pid != before.meeting.pid
        async with seated(cache, mine) as again:
            assert again.meeting == after.meeting


async def test_a_link_to_the_model_leads_to_the_same_engine(
    cache: Path, model: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(model)
    async with seated(cache, model) as one, seated(cache, link) as other:
        assert one.meeting == other.meeting


async def test_an_engine_that_hangs_is_ended_and_replaced(cache: Path, model: Path) -> None:
    async with seated(cache, model) as hung:
        os.kill(hung.meeting.pid, signal.SIGSTOP)
        async with seated(cache, model) as fresh:
            assert fresh.meeting.pid != hung.meeting.pid


async def test_a_file_that_is_no_model_ends_in_a_sentence(
    cache: Path, model: Path, tmp_path: Path
) -> None:
    content = model.read_bytes()
    bad = {
        "engine.not_gguf": b"#!/bin/sh\n" * 10,
        "engine.gguf_version": b"GGUF\x09" + content[5:],
        "engine.gguf_cut": content[:-1],
    }
    for key, written in bad.items():
        file = tmp_path / f"{key}.gguf"
        file.write_bytes(written)
        error = await refused(cache, file)
        assert error.said.key == key
        assert file.name in sentence(error.said, "en")
    assert (await refused(cache, tmp_path / "none.gguf")).said.key == "engine.model_unreadable"
    assert (await refused(cache, tmp_path)).said.key == "engine.model_unreadable"


async def test_a_whole_file_that_llama_cpp_refuses_is_told_in_its_words(
    cache: Path, model: Path, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.gguf"
    strange.write_bytes(model.read_bytes().replace(b"qwen2", b"qwenX"))
    error = await refused(cache, strange)
    assert error.said.key == "engine.start_failed"
    assert "architecture" in sentence(error.said, "en")
    assert str(tmp_path) not in sentence(error.said, "en")


async def test_without_any_engine_the_sentence_says_how_to_get_one(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "any.gguf").touch()
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    error = await refused(cache, tmp_path / "any.gguf")
    assert error.said.key == "engine.none_installed"


async def test_a_cache_folder_that_is_none_is_told(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = await refused(tmp_path / "file", model)
    assert error.said.key == "engine.no_place"


def test_a_meeting_is_read_as_it_was_written(tmp_path: Path) -> None:
    where = Place(tmp_path / "place")
    where.make()
    for has_gpu in (True, False, None):
        meeting = Meeting(1, "m", "/m.gguf", "xllamacpp", "http://127.0.0.1:1", "k", 4, has_gpu)
        where.announce(meeting)
        assert where.meeting() == meeting
        assert asdict(meeting) == json.loads((where.folder / MEETING_FILE).read_text())

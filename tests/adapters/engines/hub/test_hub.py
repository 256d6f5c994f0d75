"""Models by name: downloaded once, gone on with, told about, and never with a secret sent along."""

import asyncio
import contextlib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfil.adapters.children import own_command
from sansfil.adapters.engines.hub import COMMAND, fetched, is_hub_name
from sansfil.core.phrases import sentence
from sansfil.ports import Download, EngineError
from tests.adapters.engines.hub.local_hub import COMMIT, REPOSITORY, LocalHub, running_hub

DEADLINE_S = 60
MODEL = "weights/tiny.gguf"
NAME = f"{REPOSITORY}/{MODEL}"
CONTENT = random.Random(7).randbytes(5_000_000)
PIECE = 1_048_576


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A hub with one model, a user who is logged in, and a cache folder of the test's own."""
    pytest.importorskip("huggingface_hub")
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with running_hub(LocalHub({MODEL: CONTENT})) as local:
        monkeypatch.setenv("HF_ENDPOINT", local.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("HF_TOKEN", "hf_token_of_the_user")
        monkeypatch.setenv("AI_AGENT", "some-agent")
        yield local


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / "hub"


async def had(told: list[Download] | None = None, progress_deadline_s: float = DEADLINE_S) -> Path:
    heard = told if told is not None else []
    async with asyncio.timeout(DEADLINE_S):
        return await fetched(NAME, heard.append, progress_deadline_s)


async def refused(progress_deadline_s: float = DEADLINE_S) -> EngineError:
    with pytest.raises(EngineError) as failure:
        await had(progress_deadline_s=progress_deadline_s)
    assert sentence(failure.value.said, "en")
    return failure.value


async def test_a_model_is_downloaded_and_its_progress_told(hub: LocalHub, cache: Path) -> None:
    told: list[Download] = []
    path = await had(told)
    assert path.read_bytes() == CONTENT
    assert path.is_relative_to(cache)
    assert path.name == "tiny.gguf"
    assert {each.total for each in told} == {len(CONTENT)}
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert {each.name for each in told} == {"tiny.gguf"}


async def test_other_programs_find_it_where_the_hubs_library_looks(hub: LocalHub) -> None:
    path = await had()
    look = "import huggingface_hub as h; print(h.hf_hub_download(*__import__('sys').argv[1:]))"
    offline = [sys.executable, "-c", look, REPOSITORY, MODEL]
    hub.refusal = (500, "Broken")
    found = subprocess.run(offline, capture_output=True, check=True, timeout=DEADLINE_S)
    assert found.stdout.decode().strip() == str(path)
    assert COMMIT in str(path)


async def test_what_is_there_is_not_asked_for_again(hub: LocalHub) -> None:
    path = await had()
    asked = len(hub.requests)
    assert await had() == path
    assert len(hub.requests) == asked


async def test_nothing_of_the_user_is_sent_and_nothing_else_is_asked(hub: LocalHub) -> None:
    await had()
    assert hub.secrets == []
    assert {path.split("/")[1] for _, path, _ in hub.requests} == {"owner", "lfs"}


async def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: LocalHub) -> None:
    hub.cut_after = 3 * PIECE
    path = await had()
    assert path.read_bytes() == CONTENT
    first, second = hub.downloads()
    assert first == ""
    assert second.startswith("bytes=")


async def test_a_download_that_was_given_up_goes_on_where_it_ended(
    hub: LocalHub, cache: Path
) -> None:
    hub.stall_after = 3 * PIECE + 5
    enough = asyncio.Event()
    giving_up = asyncio.create_task(fetched(NAME, lambda _download: enough.set()))
    async with asyncio.timeout(DEADLINE_S):
        await enough.wait()
    giving_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await giving_up
    (unfinished,) = cache.rglob("*.incomplete")
    there = unfinished.stat().st_size
    assert there >= PIECE
    hub.stall_after = None
    told: list[Download] = []
    assert (await had(told)).read_bytes() == CONTENT
    assert hub.downloads()[-1] == f"bytes={there}-"
    assert list(cache.rglob("*.incomplete")) == []


async def test_two_windows_download_once_and_both_hear_of_it(hub: LocalHub) -> None:
    hub.stall_after = 3 * PIECE
    heard = [asyncio.Event(), asyncio.Event()]
    both = [
        asyncio.create_task(fetched(NAME, lambda _download, event=event: event.set()))
        for event in heard
    ]
    async with asyncio.timeout(DEADLINE_S):
        await asyncio.gather(*(event.wait() for event in heard))
        hub.stall_after = None
        hub.released.set()
        one, other = await asyncio.gather(*both)
    assert one == other
    assert one.read_bytes() == CONTENT
    assert hub.downloads().count("") == 1


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        ((401, "GatedRepo"), "engine.hub_refuses"),
        ((401, "RepoNotFound"), "engine.hub_refuses"),
        ((403, ""), "engine.hub_refuses"),
        ((404, "EntryNotFound"), "engine.hub_no_file"),
        ((404, "RevisionNotFound"), "engine.hub_no_file"),
        ((500, ""), "engine.hub_unreachable"),
    ],
)
async def test_a_refusal_is_one_sentence(hub: LocalHub, refusal: tuple[int, str], key: str) -> None:
    hub.refusal = refusal
    assert (await refused()).said.key == key


async def test_a_hub_that_is_not_there_is_one_sentence(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert (await refused()).said.key == "engine.hub_unreachable"


async def test_a_hub_that_falls_silent_is_given_up(hub: LocalHub) -> None:
    hub.stall_after = 0
    assert (await refused(progress_deadline_s=4)).said.key == "engine.download_hangs"


async def test_a_damaged_file_is_not_kept(hub: LocalHub, cache: Path) -> None:
    hub.lies = {"X-Linked-Etag": f'"{"0" * 64}"'}
    assert (await refused()).said.key == "engine.download_damaged"
    assert not any(path.is_file() and path.stat().st_size > PIECE for path in cache.rglob("*"))


async def test_a_file_of_another_size_than_promised_is_not_taken(hub: LocalHub) -> None:
    hub.lies = {"X-Linked-Size": str(len(CONTENT) + 1)}
    assert (await refused()).said.key == "engine.download_damaged"


async def test_a_file_that_the_disk_cannot_hold_is_not_begun(hub: LocalHub) -> None:
    hub.lies = {"X-Linked-Size": str(10**15)}
    assert (await refused()).said.key == "engine.disk_too_small"
    assert hub.downloads() == []


async def test_a_disk_that_becomes_full_is_told_and_what_came_is_kept(
    hub: LocalHub, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = tmp_path / "python"
    # Blocks of 512 bytes in POSIX, of 1,024 in some shells: less than the model in both.
    limited.write_text(f'#!/bin/sh\nulimit -f 4000\nexec "{sys.executable}" "$@"\n')
    limited.chmod(0o755)
    with monkeypatch.context() as small:
        small.setattr(sys, "executable", str(limited))
        assert (await refused()).said.key == "engine.disk_full"
    (unfinished,) = cache.rglob("*.incomplete")
    there = unfinished.stat().st_size
    assert (await had()).read_bytes() == CONTENT
    assert hub.downloads()[-1] == f"bytes={there}-"


@pytest.mark.parametrize("etag", ["../../../escape", "", "a b"])
async def test_an_etag_that_is_no_file_name_is_refused(
    hub: LocalHub, tmp_path: Path, etag: str
) -> None:
    hub.lies = {"X-Linked-Etag": f'"{etag}"'}
    assert (await refused()).said.key == "engine.hub_unreachable"
    assert not list(tmp_path.rglob("*escape*"))


async def test_a_user_who_wants_to_be_offline_is_heeded(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert (await refused()).said.key == "engine.hub_unreachable"
    assert hub.requests == []


async def test_without_the_library_the_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert (await refused()).said.key == "engine.no_hub"


async def test_a_download_ends_with_the_server_that_asked_for_it(hub: LocalHub) -> None:
    hub.stall_after = PIECE
    command = own_command(COMMAND, REPOSITORY, MODEL)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        child.stdout.close()
        hub.stall_after = None
        hub.released.set()
        assert child.wait(DEADLINE_S) != 0


@pytest.mark.parametrize(
    ("model", "is_one"),
    [
        ("ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF/qwen2.5-coder-1.5b-q8_0.gguf", True),
        ("owner/repository/folder/file.GGUF", True),
        ("owner/repository/file.bin", False),
        ("owner/file.gguf", False),
        ("/owner/repository/file.gguf", False),
        ("owner/repository/../file.gguf", False),
        ("../repository/file.gguf", False),
        ("https://host/owner/repository/file.gguf", False),
        ("qwen2.5-coder", False),
        ("", False),
    ],
)
def test_names_of_a_hub_are_told_from_paths(model: str, is_one: bool) -> None:
    assert is_hub_name(model) is is_one


async def test_what_is_no_name_is_told() -> None:
    with pytest.raises(EngineError) as failure, contextlib.suppress(TimeoutError):
        await fetched("qwen", lambda _download: None)
    assert failure.value.said.key == "engine.model_name"

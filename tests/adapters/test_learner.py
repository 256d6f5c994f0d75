"""The learning child process: what it says, how it dies, who cleans up."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.corpus_store import CorpusFolder
from sansfil.adapters.learner import ChildLearner, event_of, line_of
from sansfil.core.learnable import Refusal, counted
from sansfil.ports import LearnedWorkspace, LearningError, LearningEvent, LearningProgress

PROGRESS = st.builds(LearningProgress, st.integers(0), st.integers(0))
LEARNED = st.builds(
    LearnedWorkspace,
    st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1).map(Path),
    st.lists(st.tuples(st.text(max_size=5), st.sampled_from(Refusal))).map(counted),
    st.booleans(),
    st.text(max_size=5),
)


@given(PROGRESS | LEARNED)
def test_what_the_child_says_is_what_the_server_hears(event: LearningEvent) -> None:
    line = line_of(event)
    assert "\n" not in line
    assert event_of(line.encode()) == event


@pytest.mark.parametrize("line", [b"", b"nonsense\n", b"{}\n", b"[1]\n", b'{"path": 1}\n'])
def test_anything_else_is_a_learning_error(line: bytes) -> None:
    with pytest.raises(LearningError):
        event_of(line)


async def learned(learner: ChildLearner, root: Path) -> list[LearningEvent]:
    async with asyncio.timeout(30), learner.learning([root], 100_000) as events:
        return [event async for event in events]


async def test_a_folder_is_learned_by_a_real_child_process(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    (root / "main.py").write_text("def f(x):\n    return x\n")
    (root / ".env").write_text("KEY=1\n")
    *progress, last = await learned(ChildLearner(str(cache)), root)
    assert progress
    assert isinstance(last, LearnedWorkspace)
    assert last.refusals.counts == {Refusal.SECRET: 1}
    assert CorpusFolder(cache).opened(last.path).document_count == 1


async def test_a_cache_that_cannot_be_written_still_gives_a_model(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "main.py").write_text("x = 1\n")
    *_, last = await learned(ChildLearner(str(tmp_path / "file")), tmp_path)
    assert isinstance(last, LearnedWorkspace)
    assert not last.is_kept
    assert last.why_not_kept
    assert CorpusFolder(tmp_path / "elsewhere").opened(last.path).document_count >= 1


async def test_a_child_that_dies_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(LearningError, match=r"error: .*\.$"):
        async with (
            asyncio.timeout(30),
            ChildLearner(str(tmp_path)).learning([], 100_000) as events,
        ):
            async for _ in events:
                pass


async def test_a_name_that_is_not_utf8_does_not_stop_learning(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"caf\xe9")
    root.mkdir()
    (root / os.fsdecode(b"\xe9.py")).write_text("x = 1\n")
    (root / os.fsdecode(b"\xe9.png")).write_text("")
    *_, last = await learned(ChildLearner(str(tmp_path / "cache")), root)
    assert isinstance(last, LearnedWorkspace)
    assert last.refusals.examples == {Refusal.BINARY: (os.fsdecode(b"\xe9.png"),)}
    assert CorpusFolder(tmp_path).opened(last.path).document_count == 1


async def test_a_child_that_complains_without_end_is_heard_to_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\nyes a warning | head -c 5000000 >&2\necho the end >&2\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    with pytest.raises(LearningError, match=r"^the end\.$"):
        await learned(ChildLearner(str(tmp_path)), tmp_path)


async def test_complaints_do_not_hold_up_what_is_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = LearnedWorkspace(tmp_path, counted([]), is_kept=True)
    interpreter = tmp_path / "python"
    interpreter.write_text(
        f"#!/bin/sh\nyes a warning | head -c 5000000 >&2\necho '{line_of(done)}'\n"
    )
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    assert await learned(ChildLearner(str(tmp_path)), tmp_path) == [done]


async def test_leaving_early_ends_the_child(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"m{number}.py").write_text(f"value_{number} = {number}\n" * 2000)
    async with ChildLearner(str(tmp_path / "cache")).learning([tmp_path], 5_000_000) as events:
        await anext(events)
        assert children_with("learn", str(tmp_path))
    assert not children_with("learn", str(tmp_path))


def children_with(*words: str) -> list[str]:
    listing = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True)
    return [
        line
        for line in listing.stdout.splitlines()
        if sys.executable in line and all(word in line for word in words)
    ]

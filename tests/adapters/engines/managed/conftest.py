"""What the tests of started engines share: a model, a cache folder, and nothing on the PATH."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sansfil.adapters.engines.locks import freed
from sansfil.adapters.engines.opening import engines_below
from sansfil.adapters.engines.rendezvous import places

ENDING_DEADLINE_S = 60


@pytest.fixture(autouse=True)
def no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH: empty, whatever llama-server this machine may have."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def model() -> Path:
    pytest.importorskip("xllamacpp")
    from tests.engine import models

    return models.random("micro")


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncGenerator[Path]:
    """A cache folder; no engine that was started there outlives the test."""
    folder = tmp_path / "cache"
    yield folder
    for place in places(engines_below(folder)):
        for lock in (place.host_lock, place.engine_lock):
            assert await freed(lock, ENDING_DEADLINE_S), f"a process still holds {lock.name}"

"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import sansfil
from sansfil.core.chat import ChatPlan
from sansfil.features.planning import Planner
from tests.chat_guard import ChatGuard
from tests.prefix_guard import PrefixGuard

pytest_plugins = ["tests.engine.fixtures"]

# A promise is about what comes out; how long it takes is measured in bench/.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def prefix_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test is about: no prompt moves its anchor without a reason."""
    guard = PrefixGuard()
    monkeypatch.setattr(Planner, "planned", guard.watched(Planner.planned))
    monkeypatch.setattr(Planner, "rested", guard.watched(Planner.rested))
    yield
    assert not guard.broken


@pytest.fixture(autouse=True)
def chat_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatGuard]:
    """Whatever a test is about: no conversation is sent again with another beginning."""
    guard = ChatGuard()
    monkeypatch.setattr(ChatPlan, "__init__", guard.watched(ChatPlan.__init__))
    yield guard
    assert not guard.broken


@pytest.fixture(scope="session")
def source_text() -> str:
    """All of the server's own code, but for the catalogue of sentences."""
    package = Path(sansfil.__file__).parent
    files = sorted(package.rglob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files if file.parent.name != "phrases")

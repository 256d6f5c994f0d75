"""The layers of settings: who wins, and what holds while one of them cannot be read."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sansfil.core.phrases import phrase
from sansfil.features.preferences import Preferences
from sansfil.ports import SettingsFile

BROKEN = phrase("problem.settings_unreadable", path="/p/sansfil.toml", why="a typo")
ALLOWED = {"consent": {"send": "allow"}}


class FakeSettingsFiles:
    """Fits `SettingsFiles`."""

    def __init__(self, *files: SettingsFile) -> None:
        self.files = files

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        return self.files


@pytest.mark.parametrize("is_of_workspace", [True, False])
def test_while_a_file_cannot_be_read_nothing_leaves_whatever_the_other_layers_say(
    is_of_workspace: bool,
) -> None:
    broken = SettingsFile("/p/sansfil.toml", {}, is_of_workspace, BROKEN)
    settings, problems = Preferences(FakeSettingsFiles(broken), ALLOWED, ALLOWED).read([])
    assert settings.consent.send == "never"
    assert problems == (phrase("problem.nothing_leaves", why=BROKEN),)


def test_once_it_is_mended_the_layers_hold_again() -> None:
    mended = SettingsFile("/p/sansfil.toml", {"consent": {"send": "ask"}}, is_of_workspace=False)
    settings, problems = Preferences(FakeSettingsFiles(mended), ALLOWED, None).read([])
    assert (settings.consent.send, problems) == ("allow", ())

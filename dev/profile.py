"""A throw-away editor profile: settings, extensions and a copy of the sample project."""

import json
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.programs import ROOT

SAMPLE = ROOT / "tests/sample"

# The editor shows the project and nothing else; all about completion stays at its default.
SETTINGS = {
    "workbench.startupEditor": "readme",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.ignoreRecommendations": True,
}

# Where an editor leaves sockets and logs of its own; terminals inside it see the person's values.
PRIVATE_FOLDERS = ("XDG_DATA_HOME", "XDG_RUNTIME_DIR")


@dataclass(frozen=True, slots=True)
class Profile:
    """The folders of one run; all of them lie below `home`."""

    home: Path

    @property
    def data(self) -> Path:
        """Settings, state and logs of the editor."""
        return self.home / "data"

    @property
    def extensions(self) -> Path:
        """Where the editor installs extensions."""
        return self.home / "extensions"

    @property
    def flags(self) -> tuple[str, ...]:
        """What tells any VS Code to use this profile."""
        return ("--user-data-dir", str(self.data), "--extensions-dir", str(self.extensions))

    @property
    def environment(self) -> dict[str, str]:
        """What keeps an editor from leaving files outside this profile."""
        return dict.fromkeys(PRIVATE_FOLDERS, str(self.home))

    def copy_sample(self) -> Path:
        """Copies the sample project into the profile; returns its folder."""
        caches = shutil.ignore_patterns("__pycache__")
        return Path(shutil.copytree(SAMPLE, self.home / "sample", ignore=caches))


@contextmanager
def throw_away_profile() -> Generator[Profile]:
    """A fresh profile with its settings written; removed on leaving."""
    home = Path(tempfile.mkdtemp(prefix="sansfil-run-"))
    try:
        profile = Profile(home)
        (profile.data / "User").mkdir(parents=True)
        terminals = {name: os.environ.get(name) for name in PRIVATE_FOLDERS}
        settings = SETTINGS | {"terminal.integrated.env.linux": terminals}
        (profile.data / "User/settings.json").write_text(json.dumps(settings, indent=4), "utf-8")
        yield profile
    finally:
        shutil.rmtree(home, ignore_errors=True)

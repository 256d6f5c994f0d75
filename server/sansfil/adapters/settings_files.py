"""`sansfil.toml` in the user's configuration folder and at the roots of the workspace."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from sansfil.core.phrases import phrase
from sansfil.ports import SETTINGS_NAME, SettingsFile


class TomlFiles:
    """Fits `SettingsFiles`; `users_file` replaces the one in the user's configuration folder."""

    def __init__(self, users_file: Path | None) -> None:
        self._users_file = users_file

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        read = [self._users()] + [_read(root / SETTINGS_NAME, of_workspace=True) for root in roots]
        return [file for file in read if file is not None]

    def _users(self) -> SettingsFile | None:
        if self._users_file is None:
            return _read(_users_folder() / SETTINGS_NAME, of_workspace=False)
        named = _read(self._users_file, of_workspace=False)
        if named is not None:
            return named
        missing = phrase("problem.no_settings_file", path=self._users_file)
        return SettingsFile(str(self._users_file), {}, is_of_workspace=False, problem=missing)


def _users_folder() -> Path:
    from platformdirs import user_config_path  # not needed under --config

    return user_config_path("sansfil", appauthor=False)


def _read(path: Path, *, of_workspace: bool) -> SettingsFile | None:
    try:
        tree = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        problem = phrase("problem.settings_unreadable", path=path, why=error)
        return SettingsFile(str(path), {}, of_workspace, problem)
    return SettingsFile(str(path), tree, of_workspace)

"""`sansfil.toml` in the user's configuration folder and at the roots of the workspace."""

import errno
import tomllib
from collections.abc import Sequence
from pathlib import Path

from sansfil.adapters.reading import content_up_to
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import SETTINGS_NAME, SettingsFile

MOST_BYTES = 1_000_000


class TomlFiles:
    """Fits `SettingsFiles`; `users_file` replaces the one in the user's configuration folder."""

    def __init__(self, users_file: Path | None) -> None:
        self._users_file = users_file

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        read = [self._users()] + [_read(root / SETTINGS_NAME, of_workspace=True) for root in roots]
        return [file for file in read if file is not None]

    def _users(self) -> SettingsFile | None:
        if self._users_file is None:
            return _read(users_settings_file(None), of_workspace=False)
        named = _read(self._users_file, of_workspace=False)
        if named is not None:
            return named
        missing = phrase("problem.no_settings_file", path=self._users_file)
        return SettingsFile(str(self._users_file), {}, is_of_workspace=False, problem=missing)


def users_settings_file(named: Path | None) -> Path:
    """The user's own `sansfil.toml`, which need not be there; `named` is what `--config` says."""
    return named or _users_folder() / SETTINGS_NAME


def _users_folder() -> Path:
    from platformdirs import user_config_path  # not needed under --config

    return user_config_path("sansfil", appauthor=False)


def _read(path: Path, *, of_workspace: bool) -> SettingsFile | None:
    try:
        tree = tomllib.loads(content_up_to(path, MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        return SettingsFile(str(path), {}, of_workspace, _problem(path, error))
    return SettingsFile(str(path), tree, of_workspace)


def _problem(path: Path, error: OSError | ValueError | RecursionError) -> Phrase:
    if isinstance(error, OSError):
        is_too_large = error.errno == errno.EFBIG
        why = phrase("refusal.too_large") if is_too_large else error.strerror
        return phrase("problem.settings_not_read", path=path, why=why)
    is_too_deep = isinstance(error, RecursionError)
    why = phrase("settings.too_deep") if is_too_deep else error
    return phrase("problem.settings_unreadable", path=path, why=why)

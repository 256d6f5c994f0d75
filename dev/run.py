"""make run [WORKSPACE=dir]: builds the extension and opens it in an editor."""

import os
from contextlib import suppress
from pathlib import Path

from dev.browser_editor import serve
from dev.code_server import ensure_code_server
from dev.desktop_editor import find_desktop_editor, open_window
from dev.extension import ensure_vsix
from dev.profile import throw_away_profile
from dev.stamps import tools_lock
from dev.steps import TargetError, run_target


def main() -> int:
    """Opens the folder WORKSPACE, or else a copy of the sample, until the person stops it."""
    workspace = _workspace()
    print("Preparing Sansfil")
    editor = find_desktop_editor()
    with tools_lock():
        vsix = ensure_vsix()
        entry = None if editor else ensure_code_server()
    with suppress(KeyboardInterrupt), throw_away_profile() as profile:
        folder = workspace or profile.copy_sample()
        # The sample belongs to this repository, whose code runs already; VS Code asks about others.
        flags = () if workspace else ("--disable-workspace-trust",)
        if editor:
            open_window(editor, profile, vsix, folder, flags)
        elif entry:
            serve(entry, profile, vsix, folder, flags)
    print("\nStopped.")
    return 0


def _workspace() -> Path | None:
    name = os.environ.get("WORKSPACE", "").strip()
    if not name:
        return None
    folder = Path(name).expanduser().resolve()
    if not folder.is_dir():
        raise TargetError(
            f"{folder} is not a folder; run `make run WORKSPACE=dir` with one that is."
        )
    return folder


if __name__ == "__main__":
    run_target(main)

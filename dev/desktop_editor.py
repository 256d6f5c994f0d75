"""Opens a folder in VSCodium or VS Code where one is installed, in a profile of its own."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from dev.process_group import GRACE_S, process_group
from dev.profile import Profile
from dev.programs import LOGS, run_logged
from dev.steps import step


def find_desktop_editor() -> str | None:
    """The editor on PATH that can open a window here; none for root, whom both refuse."""
    has_screen = sys.platform == "darwin" or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}
    if os.geteuid() == 0 or not has_screen:
        return None
    return shutil.which("codium") or shutil.which("code")


def open_window(
    editor: str, profile: Profile, vsix: Path, folder: Path, flags: tuple[str, ...]
) -> None:
    """Opens `folder` in a window and returns when it is closed; closes it on Ctrl-C."""
    command = (editor, *profile.flags)
    name = Path(editor).name
    with step(name):
        install = (*command, "--install-extension", vsix, "--force")
        run_logged(install, what=name, log_name="editor-install")
    window = (*command, *flags, "--new-window", "--wait", folder)
    print(f"\n{name} opens {folder}; close its window or press Ctrl-C to stop.", flush=True)
    with process_group(window, log=LOGS / "editor.log") as process:
        try:
            process.wait()
        finally:
            _close_window(profile, process)


def _close_window(profile: Profile, waiting: subprocess.Popen[bytes]) -> None:
    # The editor leaves our process group, but keeps its process id in its profile.
    with suppress(OSError, ValueError, subprocess.TimeoutExpired):
        main_process = int((profile.data / "code.lock").read_text("ascii"))
        os.kill(main_process, signal.SIGTERM)
        waiting.wait(GRACE_S)

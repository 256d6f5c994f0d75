"""Opens a folder in VS Code in the browser: on this machine only, with a password of its own."""

import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from dev.node_tools import ensure_node, node_environment
from dev.process_group import process_group
from dev.profile import Profile
from dev.programs import LOGS, ROOT, run_logged
from dev.steps import TargetError, step

LOG = LOGS / "editor.log"
START_LIMIT_S = 60


def serve(entry: Path, profile: Profile, vsix: Path, folder: Path, flags: tuple[str, ...]) -> None:
    """Serves `folder` until the person stops it; raises `TargetError` if the editor dies."""
    password = secrets.token_urlsafe(12)
    port = _free_port()
    _write_config(profile, port, password)
    editor = (
        ensure_node() / "node",
        entry,
        "--config",
        profile.home / "config.yaml",
        *profile.flags,
    )
    environment = node_environment() | profile.environment
    with step("editor"):
        install = (*editor, "--install-extension", vsix, "--force")
        run_logged(install, what="the editor", log_name="editor-install", environment=environment)
    quiet = ("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override")
    command = (*editor, *quiet, *flags, folder)
    with process_group(command, log=LOG, environment=environment) as process:
        address = f"http://127.0.0.1:{port}/"
        _wait_until_it_answers(process, address)
        print(f"\nOpen      {address}\nPassword  {password}\nFolder    {folder}\n")
        print("Ctrl-C stops the editor and removes its profile.", flush=True)
        process.wait()
        raise _died()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _write_config(profile: Profile, port: int, password: str) -> None:
    # A file that only its owner reads: an argument list would show the password to everybody.
    config = profile.home / "config.yaml"
    config.touch(mode=0o600)
    lines = (
        f"bind-addr: 127.0.0.1:{port}",
        "auth: password",
        f'password: "{password}"',
        "cert: false",
    )
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str) -> None:
    without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            without_proxy.open(f"{address}healthz", timeout=1).close()
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise _died()


def _died() -> TargetError:
    return TargetError(
        f"The editor stopped by itself: {LOG.relative_to(ROOT)} says why; run `make run` again."
    )

"""Node 24 and the npm tools pinned in dev/tools, each in a folder of its own under .tools."""

import os
import platform
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from dev.programs import LOGS, ROOT, TOOLS, run_logged, unreachable_registry
from dev.stamps import fingerprint, is_stamped, write_stamp
from dev.steps import TargetError, make_target, step

PINS = ROOT / "dev/tools"
NODE_MAJOR = 24  # code-server asks for exactly this one
ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
QUIET_NPM = {
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}


@cache
def ensure_node() -> Path:
    """Finds Node 24 on PATH or installs it into `.tools/node24`; returns its bin folder."""
    require_npm()
    system = shutil.which("node")
    if system and _major_version(Path(system)) == NODE_MAJOR:
        return Path(system).parent
    return _ensure_own_node()


def require_npm() -> None:
    """Raises `TargetError` with the command that brings Node and npm."""
    if shutil.which("node") and shutil.which("npm"):
        return
    raise TargetError(
        "Node with npm is missing; any version will do: install it, for example with "
        f"`apt-get install nodejs npm`, and run `{make_target()}` again."
    )


def _major_version(node: Path) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0


def _ensure_own_node() -> Path:
    architecture = ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    package = f"node-{platform.system().lower()}-{architecture}"
    if f'"node_modules/{package}"' not in (PINS / "node24/package-lock.json").read_text("utf-8"):
        raise TargetError(
            f"There is no ready-made Node {NODE_MAJOR} for this machine ({package}); "
            f"put Node {NODE_MAJOR} on PATH and run `{make_target()}` again."
        )
    program = install_locked(
        "node24", f"node_modules/{package}/bin/node", f"Node {NODE_MAJOR}", dict(os.environ)
    )
    return program.parent


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` mean Node 24, and npm says no more than it must."""
    path = f"{ensure_node()}{os.pathsep}{os.environ['PATH']}"
    return os.environ | QUIET_NPM | {"PATH": path}


def ensure_tool(name: str, program: str) -> Path:
    """Installs the npm tool pinned in `dev/tools/<name>`; returns `program`, a file of it."""
    return install_locked(name, f"node_modules/{program}", name, node_environment())


def install_locked(name: str, program: str, title: str, environment: dict[str, str]) -> Path:
    """Installs what the lock file in `dev/tools/<name>` says into `.tools/<name>`, unless it is there.

    Returns the path of `program` below that folder.
    """
    folder = TOOLS / name
    manifest, lock = PINS / name / "package.json", PINS / name / "package-lock.json"
    inputs = fingerprint(manifest, lock)
    if (folder / program).exists() and is_stamped(name, inputs):
        return folder / program
    with step(title):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(manifest, folder)
        shutil.copy(lock, folder)
        install_npm_lock(folder, what=title, log_name=name, environment=environment)
        if not (folder / program).exists():
            # npm ends well even if it could not fetch a package that only some platforms need.
            raise TargetError(unreachable_registry(title, LOGS / f"{name}.log"))
    write_stamp(name, inputs)
    return folder / program


def install_npm_lock(
    folder: Path,
    *,
    what: str,
    log_name: str,
    environment: dict[str, str],
    options: tuple[str, ...] = (),
) -> None:
    """Runs `npm ci` in `folder`: the locked packages, checked by hash, no scripts of theirs."""
    run_logged(
        ["npm", "ci", "--ignore-scripts", *options],
        what=what,
        log_name=log_name,
        cwd=folder,
        environment=environment | QUIET_NPM,
    )

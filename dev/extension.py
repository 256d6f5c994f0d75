"""Builds the extension: a .vsix with the bundled client and the bundled server."""

import os
from pathlib import Path

from dev.node_tools import ensure_node, install_npm_lock, node_environment
from dev.programs import ROOT, run_logged
from dev.python_tools import ensure_uv, ensure_venv
from dev.stamps import fingerprint, is_stamped, write_stamp
from dev.steps import step

CLIENT = ROOT / "client-vscodium"
VSIX = CLIENT / "dist/sansfil.vsix"
SOURCE_FOLDERS = ("src", "l10n", "media", "scripts")


def ensure_client_packages() -> dict[str, str]:
    """Installs what the client is built and tested with; returns the environment for npm."""
    environment = node_environment()
    inputs = fingerprint(CLIENT / "package-lock.json", str(ensure_node()))
    if (CLIENT / "node_modules").is_dir() and is_stamped("client", inputs):
        return environment
    with step("packages of the extension"):
        install_npm_lock(
            CLIENT, what="the extension's packages", log_name="client", environment=environment
        )
    write_stamp("client", inputs)
    return environment


def ensure_vsix() -> Path:
    """Builds the .vsix unless nothing it is made from has changed; returns its path."""
    python, uv = ensure_venv() / "python", ensure_uv()
    environment = ensure_client_packages()
    inputs = fingerprint(*_sources())
    if VSIX.exists() and is_stamped("vsix", inputs):
        return VSIX
    with step("extension with its bundled server"):
        environment["PATH"] = (
            f"{python.parent}{os.pathsep}{uv.parent}{os.pathsep}{environment['PATH']}"
        )
        for script in ("bundle:server", "package"):
            run_logged(
                ["npm", "run", script],
                what="the extension",
                log_name=f"extension-{script.replace(':', '-')}",
                cwd=CLIENT,
                environment=environment,
            )
    write_stamp("vsix", inputs)
    return VSIX


def _sources() -> list[Path]:
    """Every file that the .vsix is made from; the order is stable."""
    tops = [file for file in CLIENT.iterdir() if file.is_file()]
    trees = [CLIENT / name for name in SOURCE_FOLDERS] + [ROOT / "server/sansfil"]
    below = [file for tree in trees for file in tree.rglob("*") if file.is_file()]
    names = ("pyproject.toml", "requirements.lock", "requirements-engine.lock")
    server = [ROOT / name for name in names]
    return sorted(file for file in tops + below + server if "__pycache__" not in file.parts)

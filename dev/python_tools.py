"""uv in a private environment of its own, and the project's environment `.venv` built by it."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

from dev.programs import ROOT, TOOLS, run_logged
from dev.stamps import STAMPS, fingerprint, is_stamped, write_stamp
from dev.steps import step

UV_LOCK = ROOT / "dev/uv.txt"
LOCKS = tuple(ROOT / f"requirements{part}.lock" for part in ("", "-engine", "-dev"))
VENV = ROOT / ".venv"

# The real interpreter, even when make runs inside an activated environment, perhaps `.venv` itself.
INTERPRETER = Path(sys.executable).resolve()


def ensure_uv() -> Path:
    """Installs the pinned uv into `.tools/uv` unless it is there; returns the program."""
    environment = TOOLS / "uv"
    program = environment / "bin/uv"
    inputs = fingerprint(UV_LOCK, str(INTERPRETER), str(environment))
    if program.exists() and is_stamped("uv", inputs):
        return program
    with step("uv, which installs Python packages"):
        shutil.rmtree(environment, ignore_errors=True)
        venv.create(environment, with_pip=True)
        pip = [environment / "bin/python", "-m", "pip", "--disable-pip-version-check"]
        install = ["install", "--retries", "2", "--require-hashes", "-r", UV_LOCK]
        run_logged([*pip, *install], what="uv", log_name="uv")
    write_stamp("uv", inputs)
    return program


def ensure_venv() -> Path:
    """Makes `.venv` hold the locked packages and this one, editable; returns its bin folder."""
    program = VENV / "bin/sansfil"
    inputs = fingerprint(*LOCKS, ROOT / "pyproject.toml", str(INTERPRETER), str(VENV))
    if program.exists() and is_stamped("venv", inputs):
        return program.parent
    uv = ensure_uv()
    with step("Python environment .venv"):
        _uv(uv, "venv", "--clear", "--python", INTERPRETER, VENV)
        _uv(uv, "pip", "sync", "--require-hashes", "--python", VENV, *LOCKS)
        editable = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
        _uv(uv, "pip", "install", "--python", VENV, *editable)
    write_stamp("venv", inputs)
    return program.parent


def keeping_bytecode(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which Python compiles a module once and not at every start, as images often have it."""
    return {name: each for name, each in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def ensure_bytecode() -> None:
    """Compiles the tests and what they load, once for each `.venv`, so that no two workers do it at once.

    Tests that cannot be loaded are told of by whoever runs them.
    """
    inputs = (STAMPS / "venv").read_text("ascii")
    if is_stamped("bytecode", inputs):
        return
    with step("bytecode of the tests"):
        subprocess.run(
            [VENV / "bin/pytest", "--collect-only", "--quiet"],
            cwd=ROOT,
            env=keeping_bytecode(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    write_stamp("bytecode", inputs)


def _uv(uv: Path, *arguments: str | Path) -> None:
    command = "-".join(str(word) for word in arguments[:2] if not str(word).startswith("-"))
    run_logged([uv, *arguments], what="the Python packages", log_name=f"uv-{command}")

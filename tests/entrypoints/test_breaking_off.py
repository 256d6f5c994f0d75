"""Ctrl+C ends a command without a traceback, however early it comes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.entrypoints.test_cli import environ

# Starts `sansfil` with Ctrl+C at the moment in which a module is loaded.
STARTING = """
import runpy, signal, sys

class Person:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            signal.raise_signal(signal.SIGINT)

module, sys.argv = sys.argv[1], ["sansfil", *sys.argv[2:]]
sys.meta_path.insert(0, Person())
runpy.run_module("sansfil", run_name="__main__")
"""


def broken_off(folder: Path, module: str, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", STARTING, module, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ(folder, LC_ALL="C"),
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("sansfil.app", ("index", "build")),
        ("sansfil.app.commands", ("index", "build")),
        ("sansfil.entrypoints.arguments", ("lsp",)),
        ("sansfil.entrypoints.index_command", ("index", "build")),
    ],
)
def test_whoever_breaks_off_while_it_loads_sees_no_traceback(
    tmp_path: Path, module: str, arguments: tuple[str, ...]
) -> None:
    assert broken_off(tmp_path, module, *arguments) == (1, "", "")

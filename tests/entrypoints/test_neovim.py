"""A second real editor: Debian's Neovim attaches to `sansfil lsp` and gets an inline completion."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = Path(__file__).with_name("neovim_probe.lua")
SANSFIL = Path(sys.executable).with_name("sansfil")
DEADLINE_S = 60

METHOD = """\
    def {verb}(self, plant):
        self.journal.append_entry(plant.name, plant.bed)
        return self.journal

"""
GARDEN = "class Garden:\n" + "".join(
    METHOD.format(verb=verb) for verb in ("water", "prune", "weed", "harvest", "mulch", "sow")
)


@pytest.mark.skipif(
    not shutil.which("nvim"),
    reason="Neovim is missing: `apt-get install neovim`, or run `make test` as root",
)
def test_neovim_gets_an_inline_completion(tmp_path: Path) -> None:
    file = tmp_path / "garden.py"
    file.write_text(GARDEN + "    def thin(self, plant):\n", encoding="utf-8")
    result = json.loads(_probe(file, typed="        self.journal."))
    assert result["items"][0]["insertText"].startswith("append_entry(plant.name, plant.bed)")


def _probe(file: Path, typed: str) -> str:
    """What the probe prints after typing one more line at the end of the file."""
    settings = {"SANSFIL": str(SANSFIL), "TYPED": typed, "HOME": str(file.parent)}
    completed = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {PROBE}", file],
        cwd=file.parent,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    return completed.stdout

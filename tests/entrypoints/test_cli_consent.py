"""`sansfil consent`: what may leave a workspace is told, changed and kept."""

import json
import os
import pty
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import sansfil
from tests.warm import SANSFIL

SERVER = Path(sansfil.__file__).parents[1]
ORIGIN = "https://openrouter.ai:443"


class Desk:
    """A folder to work in, and a user's own folders beside it."""

    def __init__(self, home: Path) -> None:
        self.home, self.workspace = home, home / "garden"
        self.workspace.mkdir()

    def command(self, *arguments: str) -> list[str]:
        return [*SANSFIL, "consent", str(self.workspace), *arguments]

    @property
    def environment(self) -> Mapping[str, str]:
        own = {
            "HOME": "",
            "XDG_DATA_HOME": "data",
            "XDG_CONFIG_HOME": "config",
            "XDG_CACHE_HOME": "c",
        }
        places = {name: str(self.home / folder) for name, folder in own.items()}
        return {**os.environ, **places, "PYTHONPATH": str(SERVER), "LC_ALL": "C.UTF-8"}

    def ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=50,
            check=False,
            env=self.environment,
        )

    def told(self, *arguments: str) -> dict[str, Any]:
        ended = self.ran("--json", *arguments)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def typed(self, answer: str) -> tuple[int, str]:
        """The exit code and all that a terminal shows, where somebody types `answer`."""
        controlling, terminal = pty.openpty()
        with subprocess.Popen(
            self.command(),
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment,
        ) as child:
            os.write(controlling, answer.encode())
            shown, _ = child.communicate(timeout=50)
        os.close(terminal)
        os.close(controlling)
        return child.returncode, shown


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_at_first_nothing_may_leave(desk: Desk) -> None:
    told = desk.told()
    assert (told["mayLeave"], told["word"], told["send"]) == (False, "unsaid", "ask")
    assert told["origin"] == ORIGIN
    assert told["folder"] == str(desk.workspace)


@pytest.mark.parametrize(
    ("option", "word", "may_leave", "may_train"),
    [
        ("--allow", "yes", True, True),
        ("--without-training", "yes_without_training", True, False),
        ("--never", "no", False, False),
    ],
)
def test_a_word_is_kept_until_it_is_forgotten(
    desk: Desk, option: str, word: str, may_leave: bool, may_train: bool
) -> None:
    for told in (desk.told(option), desk.told()):
        assert (told["word"], told["mayLeave"], told["mayTrain"]) == (word, may_leave, may_train)
    assert desk.told("--forget")["word"] == "unsaid"


def test_what_free_models_want_is_told_plainly(desk: Desk) -> None:
    shown = desk.ran("--allow").stdout
    assert "train on it" in shown
    assert "https://openrouter.ai/settings/privacy" in shown
    assert "leaves out most free models" in desk.ran("--without-training").stdout


def test_settings_of_the_workspace_only_forbid(desk: Desk) -> None:
    (desk.workspace / "sansfil.toml").write_text(
        '[consent]\nsend = "allow"\nlocal_only = ["*.sql"]\n[cloud]\nbase_url = "https://evil.example"\n',
        "utf-8",
    )
    told = desk.told()
    assert (told["mayLeave"], told["origin"], told["localOnly"]) == (False, ORIGIN, ["*.sql"])


def test_private_mode_outweighs_a_yes(desk: Desk) -> None:
    told = desk.told("--allow", "--set", "consent.private=true")
    assert (told["word"], told["mayLeave"]) == ("yes", False)
    assert "Private mode" in told["message"]


def test_a_yes_is_for_one_origin(desk: Desk) -> None:
    desk.told("--allow")
    assert not desk.told("--set", "cloud.base_url=https://other.example/v1")["mayLeave"]


def test_a_server_for_the_index_has_a_word_of_its_own(desk: Desk) -> None:
    server = ("--to", "https://qdrant.example")
    assert desk.told(*server, "--allow")["mayLeave"]
    assert desk.told(*server)["origin"] == "https://qdrant.example:443"
    assert not desk.told()["mayLeave"]


def test_a_server_for_the_index_is_told_of_truthfully(desk: Desk) -> None:
    server = ("--to", "https://qdrant.example")
    before, allowed = desk.told(*server), desk.told(*server, "--allow")
    assert "sansfil consent --to https://qdrant.example:443 --allow" in before["message"]
    assert "hashes of words" in allowed["message"]
    for untrue in ("cursor", "rain", "openrouter", "rovider"):
        assert untrue not in allowed["message"]
    assert allowed["mayLeave"] and not allowed["mayTrain"]
    assert "--to https://qdrant.example:443" in desk.told(*server, "--never")["message"]
    here = desk.told("--to", "http://127.0.0.1:6333")
    assert here["mayLeave"] and "on this machine" in here["message"]
    bad = desk.ran("--to", "nowhere")
    assert bad.returncode == 1
    assert "nowhere" in bad.stderr and "cloud.base_url" not in bad.stderr


def test_no_word_is_taken_for_an_embedder_that_text_may_not_be_sent_to(desk: Desk) -> None:
    url = "http://192.0.2.2:8080"
    known = ("--set", "index.embedder=openai", "--set", f"index.embedder_url={url}/v1")
    refused = desk.ran("--to", url, *known, "--allow")
    assert refused.returncode == 1
    assert "unencrypted" in refused.stderr and "--allow" not in refused.stderr
    assert desk.told("--to", url, *known)["word"] == "unsaid"
    assert "an embedder there is not asked" in desk.told("--to", url, "--allow")["message"]


def test_a_person_at_a_terminal_is_asked_once(desk: Desk) -> None:
    code, shown = desk.typed("y\n")
    assert code == 0
    assert "May requests from `garden` go to" in shown
    assert desk.told()["word"] == "yes"
    assert "May requests" not in desk.typed("y\n")[1]


def test_anything_but_a_yes_is_none(desk: Desk) -> None:
    code, _ = desk.typed("\n")
    assert code == 0
    assert desk.told()["word"] == "unsaid"


def test_what_cannot_be_done_is_one_sentence(desk: Desk) -> None:
    bad = desk.ran("--set", "cloud.base_url=nowhere")
    assert (bad.returncode, bad.stderr.count("\n")) == (1, 1)
    assert "nowhere" in bad.stderr
    desk.workspace.rmdir()
    assert desk.ran().returncode == 1
    assert desk.ran("--allow", "--never").returncode == 2


def test_a_word_that_cannot_be_kept_is_told(desk: Desk) -> None:
    (desk.home / "data").write_text("no folder", "utf-8")
    ended = desk.ran("--allow")
    assert ended.returncode == 1
    assert "does not hold" in ended.stderr

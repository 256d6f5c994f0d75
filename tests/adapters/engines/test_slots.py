"""Windows that share a server never share a slot while one is free."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sansfil.adapters.engines.slots import ANY, claims_in, fixed

URL = "http://127.0.0.1:8080"


def test_each_window_gets_a_slot_of_its_own_and_gives_it_back(tmp_path: Path) -> None:
    claim = claims_in(tmp_path / "slots")
    with claim(URL, 2) as first, claim(URL, 2) as second, claim(URL, 2) as third:
        assert (first, second, third) == (0, 1, ANY)
    with claim(URL, 2) as first:
        assert first == 0


def test_servers_do_not_share_slots(tmp_path: Path) -> None:
    claim = claims_in(tmp_path)
    with claim(URL, 1) as here, claim("http://127.0.0.1:8012", 1) as there:
        assert here == there == 0


def test_a_slot_given_back_is_the_first_to_be_taken(tmp_path: Path) -> None:
    claim = claims_in(tmp_path)
    with claim(URL, 3):
        with claim(URL, 3) as second:
            assert second == 1
        with claim(URL, 3) as second:
            assert second == 1


def test_the_folder_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "slots"
    with claims_in(folder)(URL, 1):
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_where_no_locks_can_be_kept_the_engine_chooses(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with claims_in(tmp_path / name)(URL, 2) as slot:
        assert slot == ANY


def test_a_process_that_is_killed_gives_its_slot_back(tmp_path: Path) -> None:
    program = f"""
        import sys
        from pathlib import Path
        from sansfil.adapters.engines.slots import claims_in
        with claims_in(Path({str(tmp_path)!r}))({URL!r}, 2) as slot:
            print(slot, flush=True)
            sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "0"
        with claims_in(tmp_path)(URL, 2) as slot:
            assert slot == 1
        other.kill()
        other.wait(10)
    with claims_in(tmp_path)(URL, 2) as slot:
        assert slot == 0


def test_a_fixed_slot_is_taken_as_it_is_if_the_server_has_it() -> None:
    with fixed(1)(URL, 2) as slot:
        assert slot == 1
    with fixed(2)(URL, 2) as slot:
        assert slot == ANY

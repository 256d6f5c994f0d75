"""`sansfil ask` and `sansfil complete` with the cloud: consent, keys, and everything that goes wrong."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.entrypoints.cloud_desk import (
    ALLOWED,
    Console,
    chats,
    closed_port,
    files_below,
    files_with,
    refusal_of,
    self_signed,
    tls_server,
)
from tests.entrypoints.test_cli import LINES
from tests.openrouter_sim import Account, Fault, Simulator

FREE = "qwen/qwen3-coder:free"
PAID = "qwen/qwen3-coder-next"
ONLY_FREE = (*ALLOWED, "--set", f"cloud.models=['{FREE}']")
ONLY_PAID = (*ALLOWED, "--set", f"cloud.models=['{PAID}']")
NOTHING_KNOWN = "qwerty = \n"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.in_thread() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "a.py").write_text(LINES)
    return root


@pytest.fixture
def console(simulator: Simulator, folder: Path) -> Console:
    return Console(folder, simulator.base_url, simulator.account.key)


def tier_0_works(console: Console, *more: str, **environment: str) -> bool:
    done = console.complete(*more, **environment)
    answer = json.loads(done.stdout)
    return answer["suggestion"] is not None and answer["suggestion"]["tier"] == "workspace"


# Consent


def test_a_fresh_workspace_without_a_word_sends_nothing_at_all(
    simulator: Simulator, console: Console
) -> None:
    assert "sansfil consent --allow" in refusal_of(console.ask())
    assert tier_0_works(console)
    assert simulator.requests == []


def test_a_word_by_the_command_line_is_enough_and_can_be_taken_back(
    simulator: Simulator, console: Console
) -> None:
    assert console.run("consent", "--allow").returncode == 0
    assert json.loads(console.ask().stdout)["model"] == FREE
    assert console.run("consent", "--forget").returncode == 0
    before = len(simulator.requests)
    refusal_of(console.ask())
    assert len(simulator.requests) == before


def test_who_allows_it_is_answered_and_hears_the_cost(
    simulator: Simulator, console: Console
) -> None:
    simulator.reply("It grows a seed.")
    answer = json.loads(console.ask(*ONLY_PAID).stdout)
    assert (answer["answer"], answer["model"], answer["end"]) == ("It grows a seed.", PAID, "done")
    (seen,) = chats(simulator)
    assert Decimal(answer["costUsd"]) == simulator.books.cost() > 0
    assert "grow(seed, water)" in seen.body.decode(), "the file that the question names is there"
    spending = console.usage()
    assert Decimal(spending["today"]["costUsd"]) == simulator.books.cost()
    assert (spending["today"]["requests"], spending["open"]["requests"]) == (1, 0)


def test_a_completion_comes_from_the_cloud_where_nothing_nearer_knows(
    simulator: Simulator, console: Console
) -> None:
    (console.folder / "b.py").write_text("def area(width, height):\n    return \n")
    simulator.reply("width * height")
    place = ("b.py", "--line", "1", "--character", "11")
    done = console.run("complete", *place, "--json", *ALLOWED)
    suggestion = json.loads(done.stdout)["suggestion"]
    assert (suggestion["tier"], suggestion["text"]) == ("cloud", "width * height")


# What never leaves, and where the key never is


def test_the_key_is_in_no_file_and_in_no_output(simulator: Simulator, console: Console) -> None:
    simulator.script(Fault.REVOKED_KEY)
    outputs = [console.ask(*ALLOWED), console.ask(*ALLOWED), console.complete(*ALLOWED)]
    outputs.append(console.run("activity", "--export", "--json"))
    assert not [done for done in outputs if console.key in done.stdout + done.stderr]
    assert list(files_below(console.cache)), "something was kept"
    assert files_with(console.folder.parent, console.key) == []
    assert chats(simulator)[0].headers["authorization"] == f"Bearer {console.key}"


def test_a_secret_of_the_code_does_not_leave(simulator: Simulator, console: Console) -> None:
    secret = "ghp_" + "0a1B2c3D4e5F6g7H8i9J" + "0k1L2m3N4o5P6q7R"
    (console.folder / "a.py").write_text(f'TOKEN = "{secret}"\n')
    assert console.ask(*ALLOWED).returncode == 0
    (seen,) = chats(simulator)
    assert secret.encode() not in seen.body and b"TOKEN = " in seen.body


def test_what_a_workspace_file_says_of_the_address_is_not_heeded(
    simulator: Simulator, folder: Path
) -> None:
    with Simulator.in_thread() as other:
        (folder / "sansfil.toml").write_text(f'[cloud]\nbase_url = "{other.base_url}"\n')
        console = Console(folder, simulator.base_url, simulator.account.key)
        done = console.ask(*ALLOWED)
        assert other.requests == []
    assert done.returncode == 0 and len(chats(simulator)) == 1
    assert done.stderr.count("\n") == 1 and "`cloud" in done.stderr


def test_a_workspace_file_may_not_allow_anything(simulator: Simulator, console: Console) -> None:
    (console.folder / "sansfil.toml").write_text('[consent]\nsend = "allow"\n')
    assert console.ask().returncode == 1
    assert simulator.requests == []


# What goes wrong: one plain sentence, few requests, and tier 0 works


def test_no_key(simulator: Simulator, console: Console) -> None:
    console.key = ""
    assert "OPENROUTER_API_KEY" in refusal_of(console.ask(*ALLOWED))
    assert tier_0_works(console, *ALLOWED)
    assert simulator.requests == []


def test_a_wrong_key(simulator: Simulator, console: Console) -> None:
    console.key = "sk-or-v1-wrong"
    assert "does not accept the key" in refusal_of(console.ask(*ALLOWED))
    assert len(chats(simulator)) == 1
    assert tier_0_works(console, *ALLOWED)
    assert len(chats(simulator)) <= 2


def test_a_revoked_key(simulator: Simulator, console: Console) -> None:
    simulator.account.is_revoked = True
    assert "User not found" in refusal_of(console.ask(*ALLOWED))
    assert len(chats(simulator)) == 1


def test_an_account_without_credit(simulator: Simulator, console: Console) -> None:
    simulator.account.owed = Decimal(100)
    assert "no credit left" in refusal_of(console.ask(*ALLOWED))
    assert len(chats(simulator)) == 1


def test_the_free_requests_of_the_day_are_used_up(simulator: Simulator, console: Console) -> None:
    simulator.account.free_per_day = 0
    done = console.ask(*ALLOWED)
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and not answer["model"].endswith(":free")
    assert "free requests of today" in answer["notes"][0]
    again = json.loads(console.ask(*ALLOWED).stdout)
    assert len(chats(simulator)) == 3, "what the provider said of the quota is remembered"
    assert again["notes"], "that a paid model is asked instead is said each time"


def test_without_a_budget_nothing_is_paid(simulator: Simulator, console: Console) -> None:
    none = ("--set", "budget.usd_per_day=0")
    assert "budget" in refusal_of(console.ask(*ONLY_PAID, *none)).lower()
    assert chats(simulator) == []


def test_a_proxy_that_is_down(console: Console) -> None:
    console.url = "https://models.invalid/api/v1"
    proxy = f"http://127.0.0.1:{closed_port()}"
    assert "HTTPS_PROXY" in refusal_of(console.ask(*ALLOWED, HTTPS_PROXY=proxy))
    assert tier_0_works(console, *ALLOWED, HTTPS_PROXY=proxy)


def test_no_network(console: Console) -> None:
    console.url = f"http://127.0.0.1:{closed_port()}/api/v1"
    assert "cannot be reached" in refusal_of(console.ask(*ALLOWED))
    assert tier_0_works(console, *ALLOWED)


def test_a_certificate_that_nobody_vouches_for(console: Console, tmp_path: Path) -> None:
    made = self_signed(tmp_path)
    if made is None:
        pytest.skip("openssl is not installed")
    with tls_server(*made) as (port, heard):
        console.url = f"https://localhost:{port}/api/v1"
        assert "No safe connection" in refusal_of(console.ask(*ALLOWED))
        assert not [said for said in heard if said], "nothing was said to it, and no key"


def test_an_address_that_is_none(console: Console) -> None:
    console.url = "ftp://models.invalid"
    refusal_of(console.ask(*ALLOWED))
    assert tier_0_works(console, *ALLOWED)


@pytest.mark.parametrize("replaced", [False, True], ids=["gone", "costs-now"])
def test_a_model_that_vanished_since_the_list_was_read(
    simulator: Simulator, console: Console, *, replaced: bool
) -> None:
    assert console.ask(*ONLY_FREE).returncode == 0
    if replaced:
        simulator.drop(FREE)
    else:
        simulator.drop(FREE, ("none",))
        simulator.ended.clear()
    assert FREE in refusal_of(console.ask(*ONLY_FREE))
    assert len(chats(simulator)) == 2


def test_a_model_that_never_was(simulator: Simulator, console: Console) -> None:
    none = ("--set", "cloud.models=['nobody/nothing']")
    assert "cloud.models" in refusal_of(console.ask(*ALLOWED, *none))
    assert chats(simulator) == []


@pytest.mark.parametrize("name", ["qwen/qwen3-codr", "qwen/qwen3-coder:free"])
def test_why_a_model_that_the_user_names_is_not_asked_is_told(
    simulator: Simulator, console: Console, name: str
) -> None:
    simulator.drop("qwen/qwen3-coder:free", ("none",))
    said = refusal_of(console.ask(*ALLOWED, "--set", f"cloud.models=['{name}']"))
    assert name in said and "cloud.models" in said
    assert chats(simulator) == []


def test_doctor_names_the_model_that_is_gone(simulator: Simulator, console: Console) -> None:
    both = ("--set", f"cloud.models=['nobody/nothing','{FREE}']")
    done = console.run("doctor", "--json", *ALLOWED, *both)
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["topic"] == "cloud"]
    assert "nobody/nothing" in found["message"] and FREE in found["message"]


def test_no_question_is_no_request(simulator: Simulator, console: Console) -> None:
    done = console.run("ask", "  ", ".", "--json", *ALLOWED)
    assert "no question" in refusal_of(done)
    assert simulator.requests == []


def test_a_model_s_escape_sequences_do_not_reach_the_terminal(
    simulator: Simulator, console: Console
) -> None:
    simulator.reply(["red \x1b[31m", "\x1b]0;mine\x07", "\ta\r\n"])
    assert console.run("ask", "Why?", ".", *ALLOWED).stdout == "red [31m]0;mine\ta\n\n"


def test_a_file_gets_the_whole_answer_and_no_half_of_another(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.CUT)
    simulator.reply("It grows a seed.")
    done = console.run("ask", "What does a.py do?", ".", *ALLOWED)
    assert done.stdout == "It grows a seed.\n"
    assert done.stderr.count("\n") == 2 and "is asked instead" in done.stderr


def test_on_a_terminal_the_new_answer_is_set_apart_from_the_half_one(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.CUT)
    simulator.reply("It grows a seed.")
    shown = console.at_terminal("ask", "What does a.py do?", ".", *ALLOWED)
    half, answer = shown.split("---")
    assert half.strip() and answer.strip() == "It grows a seed."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".env", "A=1"),
        (".git/config", "a"),
        ("../b.py", "a"),
        ("long.py", "a" * 360_000),
        ("c.py", "caf\xe9"),
    ],
)
def test_a_file_that_the_question_names_and_that_stays_is_told(
    simulator: Simulator, console: Console, name: str, content: str
) -> None:
    place = console.folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(content, "latin-1")
    done = console.run("ask", f"What do a.py and {name} hold?", ".", "--json", *ALLOWED)
    (note,) = json.loads(done.stdout)["notes"]
    assert Path(name).name in note and done.stderr == f"sansfil: {note}\n"
    (seen,) = chats(simulator)
    assert b"grow(seed, water)" in seen.body


def test_how_many_files_are_sent_along_is_told(simulator: Simulator, console: Console) -> None:
    names = [f"m{number}.py" for number in range(10)]
    for name in names:
        (console.folder / name).write_text(f"# {name} is here\n")
    done = console.run("ask", f"Compare {' '.join(names)}.", ".", "--json", *ALLOWED)
    assert "the 10 files" in json.loads(done.stdout)["notes"][0]
    (seen,) = chats(simulator)
    assert b"m7.py is here" in seen.body and b"m8.py is here" not in seen.body


def test_a_password_in_the_address_is_not_repeated(console: Console) -> None:
    console.url = "https://user:hunter2@models.invalid/v1?key=hunter2"
    done = [
        console.ask(*ALLOWED),
        console.run("consent", "--json"),
        console.run("doctor", *ALLOWED),
    ]
    told = "".join(each.stdout + each.stderr for each in done)
    assert "models.invalid" in told and "hunter2" not in told


def test_a_free_model_that_was_charged_for_is_booked(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.NOW_COSTS)
    answer = json.loads(console.ask(*ONLY_FREE).stdout)
    assert Decimal(answer["costUsd"]) == simulator.books.cost() > 0
    assert Decimal(console.usage()["today"]["costUsd"]) == simulator.books.cost()


@pytest.mark.parametrize("fault", [Fault.OVERLOADED, Fault.CUT, Fault.MID_STREAM_STRING])
def test_a_model_that_fails_gives_way_to_the_next_with_a_visible_word(
    simulator: Simulator, console: Console, fault: Fault
) -> None:
    simulator.script(fault)
    done = console.ask(*ALLOWED)
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and len(answer["notes"]) == 1
    assert answer["model"] in answer["notes"][0]
    assert len(chats(simulator)) == 2


def test_a_provider_that_is_down_is_asked_three_times_and_no_more(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.UNAVAILABLE, times=50)
    done = console.ask(*ALLOWED)
    assert done.returncode == 1 and json.loads(done.stdout)["error"]
    assert len(chats(simulator)) == 3


def test_a_key_is_not_sent_where_a_redirect_leads(simulator: Simulator, console: Console) -> None:
    simulator.script(Fault.REDIRECT)
    console.ask(*ALLOWED)
    assert simulator.elsewhere == []


def test_accounts_have_quotas_of_their_own(folder: Path) -> None:
    two = SimpleNamespace(first=Account(key="sk-or-v1-one"), second=Account(key="sk-or-v1-two"))
    with Simulator.in_thread(accounts=[two.first, two.second]) as simulator:
        simulator.script(Fault.PER_DAY)
        Console(folder, simulator.base_url, two.first.key).ask(*ONLY_FREE)
        other = Console(folder, simulator.base_url, two.second.key).ask(*ONLY_FREE)
    assert json.loads(other.stdout)["model"] == FREE


# What does not exist


def test_an_answer_that_imports_an_invention_is_written_once_more(
    simulator: Simulator, console: Console, folder: Path
) -> None:
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shed"\ndependencies = ["requests"]\n'
    )
    invention = "```python\nimport reqests\nreqests.get(1)\n```\n"
    simulator.reply(invention, times=1)
    simulator.reply("```python\nimport requests\nrequests.get(1)\n```\n")
    reply = json.loads(console.ask(*ALLOWED).stdout)
    assert "import requests" in reply["answer"]
    assert "reqests" not in reply["answer"]
    assert any("reqests" in note for note in reply["notes"])
    first, second = (seen.tree["messages"] for seen in chats(simulator)[:2])
    assert second[: len(first)] == first
    assert "requests" in second[-1]["content"]


def test_an_invention_that_comes_again_is_told_and_not_asked_for_ever(
    simulator: Simulator, console: Console, folder: Path
) -> None:
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shed"\ndependencies = ["requests"]\n'
    )
    simulator.reply("```python\nimport reqests\n```\n")
    reply = json.loads(console.ask(*ALLOWED).stdout)
    assert len(chats(simulator)) == 2
    first, second = (note for note in reply["notes"] if "reqests" in note)
    assert "still imports" in second
    assert "still" not in first


def test_a_question_takes_along_the_places_that_are_about_it(
    simulator: Simulator, console: Console, folder: Path
) -> None:
    (folder / "shed.py").write_text("def sharpen_shears(stone):\n    return stone.grind(2)\n")
    simulator.reply("With a stone.")
    console.has_index = True
    done = console.run("ask", "how are shears sharpened?", ".", "--json", *ALLOWED)
    assert "Sent along: shed.py:1-" in done.stderr
    reply = json.loads(done.stdout)
    assert any(place.startswith("shed.py:1-") for place in reply["sources"])
    (seen,) = chats(simulator)
    assert "stone.grind(2)" in seen.tree["messages"][-1]["content"]

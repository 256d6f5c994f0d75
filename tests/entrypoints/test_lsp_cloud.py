"""The cloud over the wire of an editor: key, question for consent, completion, status, answers."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from sansfil.core.consent import destination_of
from tests.entrypoints.cloud_desk import chats, files_below, files_with
from tests.entrypoints.desk import DEADLINE_S, Desk, begun
from tests.openrouter_sim import Fault, Simulator

GOLDEN = Path(__file__).parents[1] / "golden/wire"
CODE = "def area(width, height):\n    return \n"
LINE, COLUMN = 1, 11
INVOKED = t.InlineCompletionTriggerKind.Invoked


@pytest.fixture
async def simulator() -> AsyncGenerator[Simulator]:
    async with Simulator.serving() as found:
        found.reply("width * height")
        yield found


class Editor:
    """`questions` are those that the user was asked; `choice` is the number of the answer, None closes it."""

    def __init__(self, client: LanguageClient, desk: Desk, simulator: Simulator) -> None:
        self.client, self.desk, self.simulator = client, desk, simulator
        self.questions: list[t.ShowMessageRequestParams] = []
        self.choice: int | None = 0
        hears = cast("Callable[[str], Callable[[Any], Any]]", client.feature)

        @hears(t.WINDOW_SHOW_MESSAGE_REQUEST)
        def asked(params: t.ShowMessageRequestParams) -> t.MessageActionItem | None:
            self.questions.append(params)
            actions: Sequence[t.MessageActionItem] = params.actions or ()
            return None if self.choice is None else actions[self.choice]

    async def set_key(self, value: str | None = None, **more: str) -> Any:
        key = self.simulator.account.key if value is None else value
        return await self.request("sansfil/setSecret", name="openrouter", value=key, **more)

    async def request(self, method: str, **params: Any) -> Any:
        async with asyncio.timeout(DEADLINE_S):
            return await self.client.protocol.send_request_async(method, params)

    async def execute(self, command: str, *arguments: Any) -> Any:
        params = t.ExecuteCommandParams(command, list(arguments))
        return await self.client.workspace_execute_command_async(params)

    async def cloud(self, state: str) -> Any:
        status = await self.desk.status(lambda status: status.cloud and status.cloud.state == state)
        return status.cloud

    def write(self, name: str, text: str) -> str:
        (self.desk.root / name).write_text(text)
        return self.desk.open(name, text)


async def opened(
    client: LanguageClient, root: Path, simulator: Simulator, **settings: Any
) -> Editor:
    url = settings.pop("url", simulator.base_url)
    told = {"cloud": {"baseUrl": url, "deadlineMs": 20_000}, **settings}
    return Editor(client, await begun(client, root, settings=told), simulator)


async def test_a_key_leads_to_one_question_and_yes_to_a_completion_by_the_cloud(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator)
    await editor.cloud("needsKey")
    assert simulator.requests == []
    told = await editor.set_key()
    assert told.origin == destination_of(simulator.base_url).origin
    await editor.cloud("ready")
    uri = editor.write("a.py", CODE)
    # The list of models, which tier 2 is opened with, is there once a question is answered.
    await editor.request("sansfil/ask", question="What is it?")
    item = await editor.desk.ghost(uri, LINE, COLUMN, INVOKED)
    assert item is not None and item.insert_text == "width * height"
    status = await editor.desk.status(lambda status: status.lastSuggestion is not None)
    assert status.lastSuggestion.tier == "cloud"
    (question,) = editor.questions
    assert told.origin in question.message and "root" in question.message
    assert next(action.title for action in question.actions or ()) == "Allow"
    assert len(chats(simulator)) == 2


async def test_no_is_kept_and_nobody_asks_again(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator)
    editor.choice = 2
    await editor.set_key()
    await editor.cloud("off")
    uri = editor.write("a.py", CODE)
    for _ in range(3):
        assert await editor.desk.ghost(uri, LINE, COLUMN, INVOKED) is None
    with pytest.raises(JsonRpcException):
        await editor.request("sansfil/ask", question="What is it?")
    assert len(editor.questions) == 1 and simulator.requests == []


async def test_a_question_that_was_closed_is_not_asked_again_and_means_no(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator)
    editor.choice = None
    await editor.set_key()
    uri = editor.write("a.py", CODE)
    for _ in range(3):
        assert await editor.desk.ghost(uri, LINE, COLUMN, INVOKED) is None
    await editor.cloud("needsConsent")
    assert len(editor.questions) == 1 and simulator.requests == []


async def test_the_status_tells_of_the_cloud_what_the_client_reads(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    golden = json.loads((GOLDEN / "cloudStatus.json").read_text("utf-8"))
    cloud = await editor.cloud("needsKey")
    assert set(cloud._asdict()) == set(golden)
    await editor.set_key()
    await editor.request("sansfil/ask", question="What is it?")
    status = await editor.desk.status(
        lambda status: status.cloud.state == "ready" and status.cloud.freeLeftToday == 49
    )
    told = status.cloud._asdict()
    assert {name: type(value) for name, value in told.items()} == {
        name: type(value) for name, value in golden.items()
    }


async def test_an_answer_is_whole_though_the_first_model_broke_off(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    await editor.set_key()
    simulator.reply("It multiplies width by height.")
    simulator.script(Fault.MID_STREAM_STRING)
    told = await editor.request("sansfil/ask", question="What is it?")
    assert told.answer == "It multiplies width by height."
    assert len(chats(simulator)) == 2


async def test_a_key_for_another_address_is_refused(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    with pytest.raises(JsonRpcException) as failure:
        await editor.set_key(origin="https://openrouter.ai:443")
    assert simulator.account.key not in str(failure.value)
    await editor.cloud("needsKey")
    assert simulator.requests == []


@pytest.mark.parametrize("value", ["", " ", "a b", "a\nb", "é", "x" * 501, 7, True, {}])
async def test_what_is_no_key_is_refused(
    client: LanguageClient, root: Path, simulator: Simulator, value: Any
) -> None:
    editor = await opened(client, root, simulator)
    with pytest.raises(JsonRpcException):
        await editor.request("sansfil/setSecret", name="openrouter", value=value)


async def test_a_forgotten_key_is_sent_no_more(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    await editor.set_key()
    await editor.request("sansfil/ask", question="What is it?")
    await editor.request("sansfil/setSecret", name="openrouter", value=None)
    await editor.cloud("needsKey")
    before = len(simulator.requests)
    with pytest.raises(JsonRpcException):
        await editor.request("sansfil/ask", question="What is it?")
    assert len(simulator.requests) == before


async def test_the_key_is_in_no_file_and_in_no_answer(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    answers = [await editor.set_key()]
    simulator.script(Fault.REVOKED_KEY)
    with pytest.raises(JsonRpcException) as failure:
        await editor.request("sansfil/ask", question="What is it?")
    answers += [failure.value, await editor.request("sansfil/ask", question="What is it?")]
    answers += [await editor.request("sansfil/activity"), *editor.desk.statuses]
    key = simulator.account.key
    assert not [answer for answer in answers if key in repr(answer)]
    assert list(files_below(root.parent / "cache")), "something was kept"
    assert files_with(root.parent, key) == []


async def test_private_mode_sends_nothing_whatever_is_allowed(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow", "private": True})
    await editor.set_key()
    await editor.cloud("private")
    uri = editor.write("a.py", CODE)
    assert await editor.desk.ghost(uri, LINE, COLUMN, INVOKED) is None
    with pytest.raises(JsonRpcException):
        await editor.request("sansfil/ask", question="What is it?")
    assert editor.questions == [] and simulator.requests == []


async def test_a_file_of_secrets_is_not_completed_by_the_cloud(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    await editor.set_key()
    uri = editor.write(".env", "TOKEN=\n")
    assert await editor.desk.ghost(uri, 0, 6, INVOKED) is None
    assert chats(simulator) == []


async def test_what_was_spent_is_told_in_prose(
    client: LanguageClient, root: Path, simulator: Simulator
) -> None:
    editor = await opened(client, root, simulator, consent={"send": "allow"})
    await editor.set_key()
    told = await editor.request("sansfil/ask", question="What is it?")
    answer = await editor.execute("sansfil.spending")
    assert told.model in answer["markdown"]

"""Models and GPUs over the wire: what the quick picks of an editor ask."""

import asyncio
from pathlib import Path
from typing import Any

from lsprotocol import types as t
from pytest_lsp import LanguageClient

from tests.engine.engine import RunningEngine
from tests.entrypoints.desk import DEADLINE_S, begun


async def asked(client: LanguageClient, command: str) -> Any:
    async with asyncio.timeout(DEADLINE_S):
        return await client.workspace_execute_command_async(t.ExecuteCommandParams(command))


async def test_the_engine_that_answers_is_proposed_first(
    client: LanguageClient, root: Path, engine: RunningEngine
) -> None:
    await begun(client, root, settings={"local": {"engine": "llama.cpp", "url": engine.url}})
    found = await asked(client, "sansfil.proposeModels")
    assert (found["choices"][0]["kind"], found["choices"][0]["url"]) == ("answers", engine.url)


async def test_the_gpus_are_an_answer_even_where_there_are_none(
    client: LanguageClient, root: Path
) -> None:
    await begun(client, root)
    found = await asked(client, "sansfil.gpus")
    assert isinstance(found["gpus"], list)

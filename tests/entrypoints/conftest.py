"""The real server over stdio, a folder to open in it, and a quick way to start it."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_lsp
from pytest_lsp import LanguageClient

from tests.entrypoints.desk import CONFIG
from tests.warm import SANSFIL
from tests.warm.starting import warm_python


@pytest.fixture(scope="session", autouse=True)
def _forge() -> Generator[None]:  # pyright: ignore[reportUnusedFunction] - for whatever starts `SANSFIL`
    interpreter = SANSFIL[0]
    with warm_python() as python:
        SANSFIL[0] = CONFIG.server_command[0] = python
        yield
    SANSFIL[0] = CONFIG.server_command[0] = interpreter


@cast("Any", pytest_lsp).fixture(config=CONFIG)
async def client(lsp_client: LanguageClient) -> AsyncGenerator[None]:
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder

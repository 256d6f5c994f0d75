"""The real server over stdio, and a folder to open in it."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_lsp
from pytest_lsp import LanguageClient

from tests.entrypoints.desk import CONFIG


@cast("Any", pytest_lsp).fixture(config=CONFIG)
async def client(lsp_client: LanguageClient) -> AsyncGenerator[None]:
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder

"""What every test may ask for."""

from pathlib import Path

import pytest

import sansfil


@pytest.fixture(scope="session")
def source_text() -> str:
    """All of the server's own code, but for the catalogue of sentences."""
    package = Path(sansfil.__file__).parent
    files = sorted(package.rglob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files if file.name != "phrases.py")

"""What every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings

import sansfil

pytest_plugins = ["tests.engine.fixtures"]

# A promise is about what comes out; how long it takes is measured in bench/.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def source_text() -> str:
    """All of the server's own code, but for the catalogue of sentences."""
    package = Path(sansfil.__file__).parent
    files = sorted(package.rglob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files if file.name != "phrases.py")

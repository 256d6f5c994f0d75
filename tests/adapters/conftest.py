"""What tests of several adapters share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65_534


@pytest.fixture
def sealed() -> Iterator[Path]:
    """A folder below which a test may lock itself out; its user is another one where it is root."""
    with tempfile.TemporaryDirectory() as folder:
        own = os.geteuid()
        if own == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield Path(folder)
        os.seteuid(own)

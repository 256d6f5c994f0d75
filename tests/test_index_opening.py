"""With which other windows a window shares its index."""

from pathlib import Path

import pytest

from sansfil.app.index_child import opening_of
from sansfil.ports.code_index import IndexPlace

SERVER = {"qdrant_url": "https://qdrant.example:6333"}
KEEPING = {"local_only": ["priv/**"]}


def settings_of(folder: Path, index: object, consent: object) -> str:
    given = {"index": index, "consent": consent}
    return opening_of(IndexPlace((folder,), str(folder / "cache"), given)).settings


def test_who_keeps_files_back_shares_no_index_with_who_sends_them(tmp_path: Path) -> None:
    assert settings_of(tmp_path, SERVER, {}) != settings_of(tmp_path, SERVER, KEEPING)


@pytest.mark.parametrize("index", [{}, SERVER])
def test_windows_of_the_same_settings_share_an_index(tmp_path: Path, index: object) -> None:
    one = settings_of(tmp_path, index, KEEPING)
    assert one == settings_of(tmp_path, index, {**KEEPING, "send": "never"})


def test_where_nothing_leaves_all_windows_share_an_index(tmp_path: Path) -> None:
    assert settings_of(tmp_path, {}, {}) == settings_of(tmp_path, {}, KEEPING)

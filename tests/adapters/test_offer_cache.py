"""Lists of models on disk: read back exactly, or not at all."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.offer_cache import OfferFolder
from sansfil.core.costs import Step, Tariff
from sansfil.core.offers import Caching, Offer
from sansfil.ports.chat import KeptOffers

ORIGIN = "https://openrouter.ai:443"
TARIFF = Tariff(1, 2, 3, 4, None, (Step(200_000, prompt=5), Step(300_000, None, 6)))
OFFER = Offer("a/b", "B é", 8_192, 100, TARIFF, True, False, Caching.EXPLICIT, False, "2027-01-01")
ROUTER = Offer("openrouter/auto", "Auto", 0, tariff=Tariff(is_dynamic=True), is_router=True)
KEPT = KeptOffers((OFFER, ROUTER), 1_795_000_000.5)


async def test_what_was_kept_is_read_back_exactly(tmp_path: Path) -> None:
    await OfferFolder(tmp_path / "new").keep(ORIGIN, KEPT)
    assert await OfferFolder(tmp_path / "new").read(ORIGIN) == KEPT
    assert await OfferFolder(tmp_path / "new").read("https://other:443") is None


async def test_only_the_user_can_read_it_and_nothing_unfinished_stays(tmp_path: Path) -> None:
    await OfferFolder(tmp_path / "new").keep(ORIGIN, KEPT)
    (file,) = (tmp_path / "new").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_a_folder_that_cannot_be_written_to_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = OfferFolder(tmp_path / "file")
    await folder.keep(ORIGIN, KEPT)
    assert await folder.read(ORIGIN) is None


async def _changed(tmp_path: Path, change: Any) -> KeptOffers | None:
    await OfferFolder(tmp_path).keep(ORIGIN, KEPT)
    (file,) = tmp_path.iterdir()
    tree = json.loads(file.read_text("utf-8"))
    change(tree)
    file.write_text(json.dumps(tree), "utf-8")
    return await OfferFolder(tmp_path).read(ORIGIN)


# Where in the tree, and what stands there instead.
CHANGES: list[tuple[tuple[str | int, ...], object]] = [
    (("offers", 1, "tariff", "is_dynamic"), 0),
    (("offers", 0, "tariff", "prompt"), -1),
    (("offers", 0, "tariff", "prompt"), "0"),
    (("offers", 0, "tariff", "prompt"), True),
    (("offers", 0, "tariff", "completion"), None),
    (("offers", 0, "tariff", "steps", 0, "more"), 1),
    (("offers", 0, "tariff", "steps"), 5),
    (("offers", 0, "id"), 7),
    (("offers", 0, "caching"), "perhaps"),
    (("offers", 0), None),
    (("offers",), 5),
    (("version",), 2),
    (("origin",), "https://other:443"),
    (("at",), float("inf")),
    (("at",), "now"),
]


@pytest.mark.parametrize(("place", "instead"), CHANGES, ids=str)
async def test_a_file_that_was_changed_is_no_list(
    tmp_path: Path, place: tuple[str | int, ...], instead: object
) -> None:
    def change(tree: Any) -> None:
        *way, last = place
        for part in way:
            tree = tree[part]
        tree[last] = instead

    assert await _changed(tmp_path, change) is None


async def test_a_price_that_was_lost_does_not_make_a_model_free(tmp_path: Path) -> None:
    def change(tree: Any) -> None:
        del tree["offers"][1]["tariff"]["is_dynamic"]

    assert await _changed(tmp_path, change) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b"7"])
async def test_any_other_bytes_are_no_list(tmp_path: Path, content: bytes) -> None:
    await OfferFolder(tmp_path).keep(ORIGIN, KEPT)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert await OfferFolder(tmp_path).read(ORIGIN) is None

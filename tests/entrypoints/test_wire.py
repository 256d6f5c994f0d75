"""`sansfil/status` on the wire: the client's unit tests read the same golden files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sansfil.assistant import Silence, Status
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    Reason,
    Skipped,
)
from sansfil.core.suggest import Tier
from sansfil.core.usage import Today
from sansfil.entrypoints.lsp.protocol import index_to_wire, status_to_wire
from sansfil.entrypoints.lsp.searching import found_to_wire, skipped_to_wire
from sansfil.features.folders import Folders
from sansfil.features.status import EngineState, EngineStatus, Shown, State
from sansfil.ports import Download, LearningProgress, Usage
from tests.fakes import SOME_FACTS

GOLDEN = Path(__file__).parents[1] / "golden/wire"
READY = Status(
    state=State.READY,
    message=phrase("state.ready", files=120, tokens=45_210),
    files=120,
    tokens=45_210,
    skipped=3,
    last=Shown(Tier.WORKSPACE, 2.7, 24, whys=(phrase("route.at_once"),)),
)
FAILED = phrase("problem.learning_failed", why="no sign of life for 300 s.")
FILE = "qwen2.5-coder-1.5b-q8_0.gguf"
FACTS = replace(SOME_FACTS, model="qwen2.5-coder-1.5b", context_tokens=4096, is_managed=True)


def _with_engine(engine: EngineStatus) -> Status:
    return replace(READY, last=None, engine=engine)


STATUSES = {
    "status-ready": replace(READY, usage=Today(shown=42, accepted=18, kept=15)),
    "status-silent": replace(READY, silence=Silence(phrase("silence.unsure"))),
    "status-learning": Status(
        state=State.LEARNING,
        message=phrase("state.learning", learned=50, total=120),
        files=50,
        tokens=21_000,
        skipped=1,
        progress=LearningProgress(50, 120),
    ),
    "status-problem": Status(
        state=State.PROBLEM,
        message=FAILED,
        problems=(phrase("problem.unknown_setting", key="nonsense"), FAILED),
    ),
    "status-engine-starting": _with_engine(
        EngineStatus(EngineState.STARTING, phrase("engine.starting"))
    ),
    "status-engine-downloading": _with_engine(
        EngineStatus(
            EngineState.DOWNLOADING,
            phrase("engine.downloading", name=FILE),
            download=Download(FILE, 688_128_000, 1_646_572_320),
        )
    ),
    "status-engine-ready": replace(
        _with_engine(
            EngineStatus(
                EngineState.READY,
                phrase("engine.ready", model=FACTS.model, context=FACTS.context_tokens),
                FACTS,
            )
        ),
        last=Shown(Tier.LOCAL, 41.53, 30, Usage(reused=2041, fresh=2, generated=12)),
    ),
    "status-engine-problem": _with_engine(
        EngineStatus(EngineState.PROBLEM, phrase("engine.hangs", url=SOME_FACTS.url))
    ),
}


def test_every_golden_status_has_its_twin_here() -> None:
    assert {path.stem for path in GOLDEN.glob("status-*.json")} == set(STATUSES)


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_goes_out_as_the_client_expects_it(name: str) -> None:
    golden = json.loads(GOLDEN.joinpath(f"{name}.json").read_text("utf-8"))
    assert status_to_wire(STATUSES[name], "en") == golden


BUILDING = IndexStatus(
    IndexState.BUILDING, "embedded", 1310, 9408, {"secret": 2, "binary": 40},
    progress=IndexProgress(1310, 3120, 7.4),
)  # fmt: skip
BUILT = IndexStatus(IndexState.READY, "embedded", 3120, 21_408, {"secret": 1, "binary": 2})
TOTAL = "double total() {\n  return items.fold(0, (sum, item) => sum + item.price);\n}"
HITS = [
    Hit(
        "lib/models/cart.dart", 11, 14, "CartModel.total", "dart", 1.8312, TOTAL,
        (
            Reason("symbol", 0.41, "total"),
            Reason("words", 0.35, "cart, total"),
            Reason("history", 0.24, "Round totals in the cart"),
        ),
    ),
    Hit("assets/cart.yaml", 0, 1, "", "yaml", 0.4, "total: 0", (Reason("words", 1.0, "total"),)),
]  # fmt: skip


def golden(name: str) -> object:
    return json.loads(GOLDEN.joinpath(f"{name}.json").read_text("utf-8"))


def test_the_state_of_the_index_goes_out_as_the_client_expects_it() -> None:
    assert index_to_wire(BUILDING, "en") == golden("indexStatus")


def test_hits_go_out_as_the_client_expects_them() -> None:
    folders = Folders([Path("/home/me/shop")])
    assert found_to_wire(HITS, folders, BUILT, "en") == golden("search")


def test_a_hit_outside_of_all_folders_is_not_told() -> None:
    folders = Folders([Path("/home/me/shop"), Path("/home/me/shed")])
    assert found_to_wire(HITS, folders, BUILT, "en")["hits"] == []


def test_skipped_files_go_out_as_the_client_expects_them() -> None:
    skipped = [
        Skipped("assets/icon.png", "index.skipped.binary"),
        Skipped("lib/l10n/messages.g.dart", "index.skipped.generated"),
        Skipped("assets/logo.png", "index.skipped.binary"),
    ]
    status = index_to_wire(BUILT, "en")
    answer = {
        "skipped": skipped_to_wire(skipped, "en"),
        "status": status,
        "message": status["message"],
    }
    assert answer == golden("index-skipped")

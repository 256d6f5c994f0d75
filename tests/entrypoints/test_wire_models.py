"""Answers of `sansfil.proposeModels` and `sansfil.gpus` on the wire: the client reads the same files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sansfil.core.kv import Attention, Gpu, ModelFacts
from sansfil.core.models import Here, Served, Starter, Stored, proposed
from sansfil.features.gpus import LiveGpu, Use, gpus_data
from sansfil.features.proposals import data_of
from sansfil.ports import Process

GOLDEN = Path(__file__).parents[1] / "golden/wire"
GIB = 1 << 30
CARD = Gpu("RTX 4090", 24 * GIB, 6 * GIB, 18 * GIB, 61, 37, {4711: 5 * GIB})
SHY = Gpu("GT 1030", GIB, 0, GIB, None, None, {})
HERE = Here(
    gpus=[CARD],
    served=[
        Served("ollama", "http://127.0.0.1:11434", "qwen2.5-coder:1.5b", fills=True),
        Served("ollama", "http://127.0.0.1:11434", "llama3.1:8b", fills=False),
    ],
    stored=[
        Stored(
            "/home/me/models/starcoder2-3b-Q8_0.gguf",
            ModelFacts("starcoder2-3b-Q8_0.gguf", 3 * GIB, 16_384, (Attention(30, 2, 128, 128),)),
            fills=True,
        )
    ],
    starter=Starter.PROGRAM,
    has_ollama=True,
    can_download=True,
)


def golden(name: str) -> Any:
    return json.loads(GOLDEN.joinpath(f"{name}.json").read_text("utf-8"))


def as_sent(data: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(data))


def test_a_proposal_goes_out_as_the_client_expects_it() -> None:
    assert as_sent(data_of(proposed(HERE), "en")) == golden("models-proposed")


def test_no_proposal_goes_out_with_its_reason() -> None:
    assert as_sent(data_of(proposed(Here(ram_bytes=GIB)), "en")) == golden("models-none")


def test_gpus_go_out_as_the_client_expects_them() -> None:
    uses = (Use(4711, Process("llama-server", is_ours=True), 5 * GIB),)
    live = [LiveGpu(CARD, uses), LiveGpu(SHY, ())]
    assert as_sent(gpus_data(live, "en")) == golden("gpus")

"""What is told of models: by doctor, to who asks, and as a warning of what was named and does not fit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from sansfil.core.kv import Attention, Gpu, ModelFacts
from sansfil.core.models import Here, Served, Starter
from sansfil.core.phrases import phrase, sentence
from sansfil.features.advice import Advice
from sansfil.features.status import Level
from sansfil.ports import EngineError, Problem
from sansfil.settings import LocalSettings
from tests.fakes import FakeGpus, FakeInventory
from tests.notation import assistant_of, living

GIB = 1 << 30
CARD = Gpu("RTX 4090", 24 * GIB, 0, 24 * GIB, 61, 37, {})
WITH_PROGRAM = Here(starter=Starter.PROGRAM, can_download=True, ram_bytes=16 * GIB, cores=8)
LARGE = ModelFacts("large.gguf", 40 * GIB, 32_768, (Attention(28, 4, 128, 128),))
NAMED = LocalSettings(engine="managed", model="/models/large.gguf")


@dataclass
class Desk:
    """Advice over a machine of the test's making; `told` is set when the status changes."""

    gpus: FakeGpus
    inventory: FakeInventory
    told: asyncio.Event = field(default_factory=asyncio.Event)
    opened: int = 0

    @property
    def advice(self) -> Advice:
        return Advice(self.gpus, self._open, self.told.set)

    def _open(self) -> FakeInventory:
        self.opened += 1
        return self.inventory


def desk(*cards: Gpu, here: Here = WITH_PROGRAM, facts: ModelFacts | None = None) -> Desk:
    return Desk(FakeGpus(cards), FakeInventory(here, facts))


async def proposed(desk: Desk) -> Any:
    return await desk.advice.proposed(LocalSettings(), "en")


async def test_who_asks_gets_the_recommendation_first_with_its_settings() -> None:
    found = await proposed(desk(CARD))
    best = found["choices"][0]
    assert best["title"] == "Qwen2.5-Coder 7B Q8_0"
    assert best["toml"].splitlines()[:2] == ["[local]", 'engine = "managed"']
    assert best["size"] == "8,099 MB to download."
    assert best["licence"] == "Licence: Apache-2.0."
    assert found["remarks"] == []


async def test_an_estimated_size_says_so() -> None:
    choices = (await proposed(desk(CARD)))["choices"]
    sizes = {each["title"]: each["size"] for each in choices}
    assert sizes["Seed-Coder 8B Q4_K_M"].startswith("About ")


async def test_what_answers_has_no_size_and_no_licence() -> None:
    served = Served("ollama", "http://127.0.0.1:11434", "qwen2.5-coder:1.5b", fills=True)
    best = (await proposed(desk(here=Here(served=[served]))))["choices"][0]
    assert (best["size"], best["licence"], best["downloadBytes"]) == (None, None, 0)
    assert (best["engine"], best["url"]) == ("ollama", "http://127.0.0.1:11434")


async def test_a_driver_that_fails_is_as_good_as_no_gpu() -> None:
    failing = Desk(
        FakeGpus(failure=EngineError(phrase("gpu.failed", why="lost"))), FakeInventory(WITH_PROGRAM)
    )
    assert "processor" in (await proposed(failing))["choices"][0]["why"]


async def test_doctor_says_what_is_recommended_and_how_to_get_it() -> None:
    findings = await desk(CARD).advice.findings(LocalSettings())
    [best] = [each for each in findings if each.topic == "proposal" and each.level is Level.FINE]
    told = sentence(best.said, "en")
    assert told.startswith("Recommended model: Qwen2.5-Coder 7B Q8_0. Fits: needs ")
    assert "To get it: `sansfil engine use qwen2.5-coder-7b-q8_0` prints what to put" in told


async def test_nothing_needs_to_be_done_for_a_model_that_answers() -> None:
    served = Served("ollama", "http://127.0.0.1:11434", "qwen2.5-coder:1.5b", fills=True)
    best = (await proposed(desk(here=Here(served=[served]))))["choices"][0]
    assert best["how"].startswith("Nothing needs to be done")
    assert best["why"].startswith("Ollama at http://127.0.0.1:11434 has it")


async def test_who_wants_no_engine_is_not_advised_and_nothing_is_looked_for() -> None:
    quiet = desk(CARD)
    findings = await quiet.advice.findings(LocalSettings(engine="off"))
    assert {each.topic for each in findings} == {"gpu"}
    assert quiet.opened == 0


async def test_a_named_model_that_does_not_fit_is_warned_of_before_it_is_used() -> None:
    tight = desk(CARD, facts=LARGE)
    advice = tight.advice
    advice.look(NAMED)
    async with asyncio.timeout(10):
        await tight.told.wait()
    assert advice.remark is not None
    assert "large.gguf, needs" in sentence(advice.remark, "en")


async def test_the_warning_is_gone_when_another_model_is_named() -> None:
    tight = desk(CARD, facts=LARGE)
    advice = tight.advice
    advice.look(NAMED)
    async with asyncio.timeout(10):
        await tight.told.wait()
    advice.look(LocalSettings())
    assert advice.remark is None


async def test_doctor_looks_again_whether_the_named_model_fits() -> None:
    advice = desk(CARD, facts=LARGE).advice
    await advice.findings(NAMED)
    assert advice.remark is not None
    roomy = desk(Gpu("H200", 140 * GIB, 0, 140 * GIB, 30, 0, {}), facts=LARGE).advice
    await roomy.findings(NAMED)
    assert roomy.remark is None


@pytest.mark.parametrize(
    "settings",
    [LocalSettings(), LocalSettings(engine="off", model="x"), LocalSettings("ollama", model="x")],
)
async def test_nothing_is_looked_at_where_sansfil_starts_no_model(settings: LocalSettings) -> None:
    idle = desk(CARD, facts=LARGE)
    advice = idle.advice
    advice.look(settings)
    await asyncio.sleep(0)
    assert idle.opened == 0


async def test_a_look_that_takes_too_long_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(FakeInventory):
        async def now(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
            await asyncio.Event().wait()
            return self.here

    monkeypatch.setattr("sansfil.features.advice.LOOKING_S", 0.05)
    hanging = Desk(FakeGpus([CARD]), Hanging(WITH_PROGRAM))
    with pytest.raises(Problem) as caught:
        await proposed(hanging)
    assert caught.value.said.key == "models.not_in_time"
    findings = await hanging.advice.findings(LocalSettings())
    assert findings[-1].said.key == "models.not_in_time"


async def test_the_status_item_hears_of_a_named_model_that_does_not_fit() -> None:
    little = FakeInventory(Here(starter=Starter.WHEEL, ram_bytes=4 * GIB), LARGE)
    local = {"engine": "managed", "model": "/models/large.gguf"}
    assistant = assistant_of({"a.py": ""}, {"local": local}, inventory=little)
    told = asyncio.Event()

    def changed() -> None:
        if any(said.key == "models.overcommit_ram" for said in assistant.status().problems):
            told.set()

    assistant.watch(changed)
    async with living(assistant), asyncio.timeout(10):
        await told.wait()

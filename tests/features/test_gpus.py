"""What doctor says of the GPUs."""

from sansfil.core.kv import Gpu
from sansfil.core.phrases import phrase, sentence
from sansfil.features.gpus import gpu_findings
from sansfil.features.status import Level
from sansfil.ports import EngineError
from tests.fakes import FakeGpus

GIB = 1 << 30
CARD = Gpu("RTX 4090", 24 * GIB, 6 * GIB, 18 * GIB, 61, 37, {4711: 5 * GIB})


async def said(gpus: FakeGpus) -> list[str]:
    return [sentence(finding.said, "en") for finding in await gpu_findings(gpus)]


async def test_each_card_tells_its_memory_heat_and_load() -> None:
    [told] = await said(FakeGpus([CARD]))
    assert told == "RTX 4090: 6,144 of 24,576 MiB of memory are used, 61 °C, load 37 %."


async def test_a_card_that_keeps_its_temperature_to_itself_tells_its_memory() -> None:
    shy = Gpu("GT 1030", GIB, 0, GIB, None, None, {})
    assert await said(FakeGpus([shy])) == ["GT 1030: 0 of 1,024 MiB of memory are used."]


async def test_no_card_is_a_normal_answer() -> None:
    [finding] = await gpu_findings(FakeGpus())
    assert (finding.said.key, finding.level) == ("kv.no_gpu", Level.NOTE)


async def test_other_makers_cards_are_named_as_not_measured() -> None:
    amd = phrase("gpu.not_measured", vendor="AMD")
    [finding] = await gpu_findings(FakeGpus(others=[amd]))
    assert finding.said == amd


async def test_a_driver_that_fails_is_a_remark_and_doctor_goes_on() -> None:
    failing = FakeGpus(failure=EngineError(phrase("gpu.failed", why="GPU is lost")))
    [finding] = await gpu_findings(failing)
    assert finding.level is Level.NOTE and "GPU is lost" in sentence(finding.said, "fr")

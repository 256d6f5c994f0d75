"""What doctor and the menu say of the GPUs."""

import pytest

from sansfil.core.kv import Gpu
from sansfil.core.phrases import phrase, sentence
from sansfil.features.gpus import gpu_findings, gpus_data, live_gpus
from sansfil.features.status import Level
from sansfil.ports import EngineError, Inventory, Process
from tests.fakes import FakeGpus, FakeInventory

GIB = 1 << 30
CARD = Gpu("RTX 4090", 24 * GIB, 6 * GIB, 18 * GIB, 61, 37, {4711: 5 * GIB})


async def opened() -> Inventory:
    return FakeInventory(known={4711: Process("llama-server", is_ours=True)})


async def said(gpus: FakeGpus) -> list[str]:
    return [sentence(finding.said, "en") for finding in await gpu_findings(gpus, opened)]


async def test_each_card_tells_its_memory_heat_and_load() -> None:
    told, *_ = await said(FakeGpus([CARD]))
    assert told == "RTX 4090: 6,144 of 24,576 MiB of memory are used, 61 °C, load 37 %."


async def test_doctor_names_who_uses_a_card() -> None:
    _, user = await said(FakeGpus([CARD]))
    assert user == "llama-server (process 4711) has 5,120 MiB; Sansfil started it."


async def test_a_card_that_keeps_its_temperature_to_itself_tells_its_memory() -> None:
    shy = Gpu("GT 1030", GIB, 0, GIB, None, None, {})
    assert await said(FakeGpus([shy])) == ["GT 1030: 0 of 1,024 MiB of memory are used."]


async def test_no_card_is_a_normal_answer() -> None:
    [finding] = await gpu_findings(FakeGpus(), opened)
    assert (finding.said.key, finding.level) == ("kv.no_gpu", Level.NOTE)


async def test_other_makers_cards_are_named_as_not_measured() -> None:
    amd = phrase("gpu.not_measured", vendor="AMD")
    [finding] = await gpu_findings(FakeGpus(others=[amd]), opened)
    assert finding.said == amd


async def test_a_driver_that_fails_is_a_remark_and_doctor_goes_on() -> None:
    failing = FakeGpus(failure=EngineError(phrase("gpu.failed", why="GPU is lost")))
    [finding] = await gpu_findings(failing, opened)
    assert finding.level is Level.NOTE and "GPU is lost" in sentence(finding.said, "fr")


# The menu.
async def no_inventory() -> Inventory:
    raise AssertionError("nobody uses the card")


async def test_each_process_on_a_card_is_named_the_largest_first_and_ours_are_marked() -> None:
    card = Gpu("RTX 4090", 24 * GIB, 6 * GIB, 18 * GIB, 61, 37, {4711: GIB, 12: 5 * GIB, 13: 1})
    inventory = FakeInventory(
        known={4711: Process("Xorg", is_ours=False), 12: Process("llama-server", is_ours=True)}
    )

    async def opened_here() -> Inventory:
        return inventory

    [told] = gpus_data(await live_gpus(FakeGpus([card]), opened_here), "en")["gpus"]
    assert [each["message"] for each in told["processes"]] == [
        "llama-server (process 12) has 5,120 MiB; Sansfil started it.",
        "Xorg (process 4711) has 1,024 MiB.",
        "another process (process 13) has 0 MiB.",
    ]
    assert [each["isOurs"] for each in told["processes"]] == [True, False, False]
    assert (told["temperatureC"], told["loadPercent"]) == (61, 37)


async def test_a_card_that_nobody_uses_costs_no_look_at_the_machine() -> None:
    idle = Gpu("GT 1030", GIB, 0, GIB, None, None, {})
    [told] = gpus_data(await live_gpus(FakeGpus([idle]), no_inventory), "en")["gpus"]
    assert told["processes"] == [] and told["temperatureC"] is None
    assert gpus_data(await live_gpus(FakeGpus(), no_inventory), "en") == {"gpus": []}


async def test_a_driver_that_fails_is_told_to_who_asked() -> None:
    failing = FakeGpus(failure=EngineError(phrase("gpu.failed", why="GPU is lost")))
    with pytest.raises(EngineError):
        await live_gpus(failing, no_inventory)

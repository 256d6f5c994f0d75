"""What doctor says of the GPUs: memory, heat and load now, or why that is not known."""

from collections.abc import Sequence

from sansfil.core.kv import Gpu
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.status import Finding, Level
from sansfil.ports import EngineError, Gpus

TOPIC = "gpu"
MIB = 1 << 20


async def gpu_findings(gpus: Gpus) -> Sequence[Finding]:
    """One for each GPU; that there is none is a finding like any other."""
    try:
        measured = [Finding(TOPIC, Level.FINE, said) for said in map(told_of, await gpus.now())]
    except EngineError as error:
        measured = [Finding(TOPIC, Level.NOTE, error.said)]
    named = [Finding(TOPIC, Level.NOTE, said) for said in gpus.unmeasured()]
    return [*measured, *named] or [Finding(TOPIC, Level.NOTE, phrase("kv.no_gpu"))]


def told_of(gpu: Gpu) -> Phrase:
    """Its memory; heat and load where it tells them."""
    memory = {"name": gpu.name, "used": gpu.used_bytes // MIB, "total": gpu.total_bytes // MIB}
    if gpu.temperature_c is None or gpu.load_percent is None:
        return phrase("gpu.memory", **memory)
    return phrase("gpu.now", **memory, celsius=gpu.temperature_c, percent=gpu.load_percent)

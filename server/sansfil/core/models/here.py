"""What is there on this machine now: GPUs, memory, engines that answer, model files that lie around."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.kv import CacheType, Gpu, Load, ModelFacts


class Starter(StrEnum):
    """What Sansfil could start a model with: the user's own program with or without a GPU, the wheel,
    which uses the processor, or nothing."""

    PROGRAM = "llama-server"
    PLAIN_PROGRAM = "llama-server without a GPU"
    WHEEL = "xllamacpp"
    NONE = ""


# What Sansfil starts an engine with unless the settings say otherwise.
USUAL_LOAD = Load(4096, 4, CacheType.F16)


@dataclass(frozen=True)
class Served:
    """A model of an engine that answers; `kind` and `url` are what the settings call it.

    `fills` claims that it is known to fill in the middle, `facts` is None where the engine does not
    tell, `is_loaded` claims that it is in memory already.
    """

    kind: str
    url: str
    model: str
    fills: bool
    facts: ModelFacts | None = None
    is_loaded: bool = False


@dataclass(frozen=True)
class Stored:
    """A model file of this disk; `path` is absolute."""

    path: str
    facts: ModelFacts
    fills: bool


@dataclass(frozen=True)
class Here:
    """One look at the machine.

    `ram_bytes` is the memory that programs may still have, 0 where unknown, `own_bytes` what engines
    that Sansfil started have of a GPU, which the next one gets back; `load` is what Sansfil starts an
    engine with, `can_download` claims that what fetches model files is installed.
    """

    gpus: Sequence[Gpu] = ()
    served: Sequence[Served] = ()
    stored: Sequence[Stored] = ()
    starter: Starter = Starter.NONE
    has_ollama: bool = False
    can_download: bool = False
    ram_bytes: int = 0
    cores: int = 1
    load: Load = USUAL_LOAD
    own_bytes: int = 0

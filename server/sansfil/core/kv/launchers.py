"""The programs that serve a model, and what each can store its cache as."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sansfil.core.kv.model import CacheType
from sansfil.core.phrases import Phrase, phrase

MIB = 1024**2


class Launcher(StrEnum):
    """A program that a launch line can be written for."""

    LLAMA_SERVER = "llama-server"
    OLLAMA = "ollama"
    VLLM = "vllm"
    TABBY = "tabbyapi"


# The best first. llama.cpp: tools/server/README.md, `--cache-type-k`; Ollama: docs/faq.md,
# OLLAMA_KV_CACHE_TYPE; vLLM: vllm/config/cache.py (`auto` is the 16 bits of the model itself);
# TabbyAPI: config_sample.yml, `cache_mode` in bits, which with its scales are those of llama.cpp.
CACHE_TYPES: Mapping[Launcher, Sequence[CacheType]] = {
    Launcher.LLAMA_SERVER: (CacheType.F16, CacheType.Q8_0, CacheType.Q5_0, CacheType.Q4_0),
    Launcher.OLLAMA: (CacheType.F16, CacheType.Q8_0, CacheType.Q4_0),
    Launcher.VLLM: (CacheType.BF16, CacheType.FP8),
    Launcher.TABBY: (CacheType.F16, CacheType.Q8_0, CacheType.Q5_0, CacheType.Q4_0),
}

# What computing takes besides weights and cache: buffers for one batch, which grow with the vocabulary,
# and the driver's own context, together some 0.3 to 1.5 GiB; vLLM captures graphs for its batches too.
COMPUTE_BYTES: Mapping[Launcher, int] = {
    Launcher.LLAMA_SERVER: 1536 * MIB,
    Launcher.OLLAMA: 1536 * MIB,
    Launcher.VLLM: 2048 * MIB,
    Launcher.TABBY: 1536 * MIB,
}
# A processor computes small batches; the GPU's driver and its buffers take more.
PROCESSOR_COMPUTE_BYTES = 512 * MIB
# vLLM and exllamav3 compute on a GPU (theroyallab/tabbyAPI, README.md; vLLM's wheel is CUDA's).
ON_GPU_ONLY = frozenset({Launcher.VLLM, Launcher.TABBY})
# llama.cpp reads GGUF files only, and Ollama takes them over; exllamav3 reads folders only.
OF_FILES_ONLY = frozenset({Launcher.LLAMA_SERVER, Launcher.OLLAMA})
NAMES: Mapping[Launcher, str] = {
    Launcher.LLAMA_SERVER: "llama-server",
    Launcher.OLLAMA: "Ollama",
    Launcher.VLLM: "vLLM",
    Launcher.TABBY: "TabbyAPI",
}


def name_of(kind: str) -> str:
    """What people call an engine of this word of the settings."""
    return {launcher.value: name for launcher, name in NAMES.items()}.get(kind, kind)


def refusal_of_file(launcher: Launcher) -> Phrase | None:
    """Why it does not load a GGUF file; None where it does."""
    if launcher is Launcher.TABBY:
        return phrase("kv.loads_folders", engine=NAMES[launcher])
    return None


def refusal_of_folder(launcher: Launcher) -> Phrase | None:
    """Why it does not load a model folder with its `config.json`; None where it does."""
    if launcher in OF_FILES_ONLY:
        return phrase("kv.loads_files", engine=NAMES[launcher])
    return None

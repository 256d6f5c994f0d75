"""Models that fill in the middle and lie on a hub as GGUF files, as data with their sources.

Layers, heads and contexts are those of each model's config.json on Hugging Face (`source`). Sizes are
those of the files there; where none was to be had, they follow from parameters and bits and say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sansfil.core.kv import Attention, ModelFacts

# Bits per weight, scales and larger parts included (ggml-org/llama.cpp, tools/quantize/README.md).
BITS: Mapping[str, float] = {"Q8_0": 8.5, "Q4_K_M": 4.9}


@dataclass(frozen=True)
class Licence:
    """`is_restricted` claims that it forbids to earn money with the model."""

    name: str
    is_restricted: bool = False


@dataclass(frozen=True)
class Build:
    """One file of a model: `file` is `owner/repository/file.gguf`, `size` in bytes, 0 where unknown."""

    file: str
    quantisation: str
    size: int = 0


@dataclass(frozen=True)
class KnownModel:
    """One model; `builds` the best first, `ollama` its name there or empty.

    `active` are the parameters that one token passes through, which is what makes a model slow.
    """

    name: str
    parameters: int
    attention: tuple[Attention, ...]
    trained_context: int
    licence: Licence
    builds: tuple[Build, ...]
    source: str
    ollama: str = ""
    experts_active: int = 0

    @property
    def active(self) -> int:
        return self.experts_active or self.parameters

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")

    def size_of(self, build: Build) -> int:
        """Bytes of the file; an estimate where the hub's number is not known."""
        return build.size or round(self.parameters * BITS[build.quantisation] / 8)

    def facts_of(self, build: Build) -> ModelFacts:
        return ModelFacts(self.name, self.size_of(build), self.trained_context, self.attention)


APACHE, MIT = Licence("Apache-2.0"), Licence("MIT")
GEMMA_TERMS, RAIL = Licence("Gemma Terms of Use"), Licence("BigCode OpenRAIL-M")
QWEN_RESEARCH = Licence("Qwen Research License", is_restricted=True)
MNPL = Licence("Mistral AI Non-Production License", is_restricted=True)
DEEPSEEK = Licence("DeepSeek Model License")

# In the order in which they are recommended where all fit: those that are good and still answer
# within some tenths of a second come before larger ones, those that one may use for all work first.
# The Q8_0 files of ggml-org are those of llama.cpp's own presets (common/arg.cpp, `--fim-qwen-…`).
CATALOGUE: tuple[KnownModel, ...] = (
    KnownModel(
        name="Qwen3-Coder 30B-A3B",
        parameters=30_532_000_000,
        experts_active=3_300_000_000,
        attention=(Attention(48, 4, 128, 128),),
        trained_context=262_144,
        licence=APACHE,
        builds=(
            Build(
                "ggml-org/Qwen3-Coder-30B-A3B-Instruct-Q8_0-GGUF/qwen3-coder-30b-a3b-instruct-q8_0.gguf",
                "Q8_0",
                32_483_933_856,
            ),
            Build(
                "unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF/Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf",
                "Q4_K_M",
                18_556_689_568,
            ),
        ),
        source="Qwen/Qwen3-Coder-30B-A3B-Instruct, config.json; its README shows fill in the middle",
    ),
    KnownModel(
        name="Qwen2.5-Coder 7B",
        parameters=7_616_000_000,
        attention=(Attention(28, 4, 128, 128),),
        trained_context=32_768,
        licence=APACHE,
        builds=(
            Build(
                "ggml-org/Qwen2.5-Coder-7B-Q8_0-GGUF/qwen2.5-coder-7b-q8_0.gguf",
                "Q8_0",
                8_098_525_600,
            ),
            Build("QuantFactory/Qwen2.5-Coder-7B-GGUF/Qwen2.5-Coder-7B.Q4_K_M.gguf", "Q4_K_M"),
        ),
        source="Qwen/Qwen2.5-Coder-7B, config.json",
        ollama="qwen2.5-coder:7b-base",
    ),
    KnownModel(
        name="Seed-Coder 8B",
        parameters=8_250_000_000,
        attention=(Attention(32, 8, 128, 128),),
        trained_context=32_768,
        licence=MIT,
        builds=(
            Build(
                "mradermacher/Seed-Coder-8B-Base-GGUF/Seed-Coder-8B-Base.Q4_K_M.gguf",
                "Q4_K_M",
            ),
        ),
        source="ByteDance-Seed/Seed-Coder-8B-Base, config.json",
    ),
    KnownModel(
        name="Qwen2.5-Coder 14B",
        parameters=14_770_000_000,
        attention=(Attention(48, 8, 128, 128),),
        trained_context=32_768,
        licence=APACHE,
        builds=(
            Build(
                "ggml-org/Qwen2.5-Coder-14B-Q8_0-GGUF/qwen2.5-coder-14b-q8_0.gguf",
                "Q8_0",
                15_701_597_984,
            ),
            Build("bartowski/Qwen2.5-Coder-14B-GGUF/Qwen2.5-Coder-14B-Q4_K_M.gguf", "Q4_K_M"),
        ),
        source="Qwen/Qwen2.5-Coder-14B, config.json",
        ollama="qwen2.5-coder:14b-base",
    ),
    KnownModel(
        name="Qwen2.5-Coder 1.5B",
        parameters=1_544_000_000,
        attention=(Attention(28, 2, 128, 128),),
        trained_context=32_768,
        licence=APACHE,
        builds=(
            Build(
                "ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF/qwen2.5-coder-1.5b-q8_0.gguf",
                "Q8_0",
                1_646_573_056,
            ),
        ),
        source="Qwen/Qwen2.5-Coder-1.5B, config.json",
        ollama="qwen2.5-coder:1.5b-base",
    ),
    KnownModel(
        name="Granite 4.0 Micro",
        parameters=3_402_000_000,
        attention=(Attention(40, 8, 64, 64),),
        trained_context=131_072,
        licence=APACHE,
        builds=(
            Build(
                "ibm-granite/granite-4.0-micro-GGUF/granite-4.0-micro-Q4_K_M.gguf",
                "Q4_K_M",
                2_099_502_528,
            ),
        ),
        source="ibm-granite/granite-4.0-micro, config.json; its card lists fill in the middle",
    ),
    KnownModel(
        name="Granite 3.3 8B",
        parameters=8_171_000_000,
        attention=(Attention(40, 8, 128, 128),),
        trained_context=131_072,
        licence=APACHE,
        builds=(
            Build(
                "ibm-granite/granite-3.3-8b-instruct-GGUF/granite-3.3-8b-instruct-Q4_K_M.gguf",
                "Q4_K_M",
            ),
        ),
        source="ibm-granite/granite-3.3-8b-instruct, config.json; its card lists fill in the middle",
    ),
    KnownModel(
        name="Granite 3.3 2B",
        parameters=2_533_539_840,
        attention=(Attention(40, 8, 64, 64),),
        trained_context=131_072,
        licence=APACHE,
        builds=(
            Build(
                "ibm-granite/granite-3.3-2b-instruct-GGUF/granite-3.3-2b-instruct-Q4_K_M.gguf",
                "Q4_K_M",
                1_545_303_328,
            ),
        ),
        source="ibm-granite/granite-3.3-2b-instruct, config.json; its card lists fill in the middle",
    ),
    KnownModel(
        name="StarCoder2 3B",
        parameters=3_030_000_000,
        # llama.cpp keeps the whole context of this architecture, though the model has a window.
        attention=(Attention(30, 2, 128, 128),),
        trained_context=16_384,
        licence=RAIL,
        builds=(
            Build("second-state/StarCoder2-3B-GGUF/starcoder2-3b-Q8_0.gguf", "Q8_0"),
            Build("second-state/StarCoder2-3B-GGUF/starcoder2-3b-Q4_K_M.gguf", "Q4_K_M"),
        ),
        source="bigcode/starcoder2-3b, config.json",
        ollama="starcoder2:3b",
    ),
    KnownModel(
        name="CodeGemma 2B",
        parameters=2_506_000_000,
        attention=(Attention(18, 1, 256, 256),),
        trained_context=8_192,
        licence=GEMMA_TERMS,
        builds=(
            Build("bartowski/codegemma-2b-GGUF/codegemma-2b-Q8_0.gguf", "Q8_0"),
            Build("bartowski/codegemma-2b-GGUF/codegemma-2b-Q4_K_M.gguf", "Q4_K_M"),
        ),
        source="google/codegemma-2b, config.json",
        ollama="codegemma:2b",
    ),
    KnownModel(
        name="Qwen2.5-Coder 0.5B",
        parameters=494_000_000,
        attention=(Attention(24, 2, 64, 64),),
        trained_context=32_768,
        licence=APACHE,
        builds=(
            Build("ggml-org/Qwen2.5-Coder-0.5B-Q8_0-GGUF/qwen2.5-coder-0.5b-q8_0.gguf", "Q8_0"),
        ),
        source="Qwen/Qwen2.5-Coder-0.5B, config.json",
        ollama="qwen2.5-coder:0.5b-base",
    ),
    KnownModel(
        name="DeepSeek-Coder-V2-Lite",
        parameters=15_706_000_000,
        experts_active=2_400_000_000,
        # Files of 2024 do not have what llama.cpp needs to keep the compressed rows alone.
        attention=(Attention(27, 16, 192, 128),),
        trained_context=163_840,
        licence=DEEPSEEK,
        builds=(
            Build(
                "bartowski/DeepSeek-Coder-V2-Lite-Base-GGUF/DeepSeek-Coder-V2-Lite-Base-Q4_K_M.gguf",
                "Q4_K_M",
                # 9.65 GiB is what is told of it.
                10_361_600_000,
            ),
        ),
        source="deepseek-ai/DeepSeek-Coder-V2-Lite-Base, config.json",
    ),
    KnownModel(
        name="Qwen2.5-Coder 3B",
        parameters=3_086_000_000,
        attention=(Attention(36, 2, 128, 128),),
        trained_context=32_768,
        licence=QWEN_RESEARCH,
        builds=(
            Build(
                "ggml-org/Qwen2.5-Coder-3B-Q8_0-GGUF/qwen2.5-coder-3b-q8_0.gguf",
                "Q8_0",
                3_285_476_160,
            ),
        ),
        source="Qwen/Qwen2.5-Coder-3B, config.json and LICENSE",
        ollama="qwen2.5-coder:3b-base",
    ),
    KnownModel(
        name="Codestral 22B",
        parameters=22_247_000_000,
        attention=(Attention(56, 8, 128, 128),),
        trained_context=32_768,
        licence=MNPL,
        builds=(
            Build(
                "bartowski/Codestral-22B-v0.1-GGUF/Codestral-22B-v0.1-Q4_K_M.gguf",
                "Q4_K_M",
                13_341_237_600,
            ),
        ),
        source="mistralai/Codestral-22B-v0.1, config.json and licence",
        ollama="codestral:22b",
    ),
)

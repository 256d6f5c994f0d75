"""The models that are there by default: a likeness of OpenRouter's list in July 2026, with all its traps."""

from collections.abc import Mapping

from tests.openrouter_sim.catalogue import (
    ABLE,
    PLAIN,
    THINKS,
    Caches,
    SimModel,
    free_pricing,
    per_million,
)

# Free variants that are gone, and what OpenRouter proposes instead.
ENDED: Mapping[str, tuple[str, ...]] = {
    "mistralai/devstral-2512:free": ("mistralai/devstral-2512",),
    "xiaomi/mimo-v2-flash:free": ("xiaomi/mimo-v2.5",),
}
CODER_FLASH_STEPS = [
    {
        "min_prompt_tokens": 32_000,
        "prompt": "0.000000325",
        "completion": "0.000001625",
        "input_cache_read": "0.000000065",
        "input_cache_write": "0.00000040625",
    },
    {
        "min_prompt_tokens": 128_000,
        "prompt": "0.00000052",
        "completion": "0.0000026",
        "input_cache_read": "0.000000104",
        "input_cache_write": "0.00000065",
    },
]
AT_NIGHT = [
    {"utc_start": 1630, "utc_end": 30, "prompt": "0.000000049", "completion": "0.000000098"}
]


def models_today() -> tuple[SimModel, ...]:
    return (*_routers(), *_paid(), *_free())


def _routers() -> tuple[SimModel, ...]:
    dynamic = {"prompt": "-1", "completion": "-1"}
    coders = ("qwen/qwen3-coder-next", "deepseek/deepseek-v3.2")
    return (
        SimModel("openrouter/auto", dynamic, 2_000_000, parameters=THINKS, routes_to=coders),
        SimModel("openrouter/auto-code", {"prompt": "-1"}, 2_000_000, routes_to=coders),
        SimModel("openrouter/pareto-code", dynamic, 2_000_000, routes_to=coders[::-1]),
        SimModel(
            "openrouter/free",
            free_pricing(),
            200_000,
            parameters=THINKS,
            routes_to=tuple(model.id for model in _free()),
        ),
    )


def _paid() -> tuple[SimModel, ...]:
    million = 1_000_000
    return (
        SimModel(
            "mistralai/devstral-2512",
            per_million("0.40", "2.00", "0.04"),
            262_144,
            provider="Mistral",
            expires="2026-12-31",
        ),
        SimModel(
            "mistralai/codestral-2508",
            per_million("0.30", "0.90", "0.03"),
            256_000,
            provider="Mistral",
        ),
        SimModel("xiaomi/mimo-v2.5", per_million("0.105", "0.28"), 262_144, provider="Novita"),
        SimModel("qwen/qwen3-coder", per_million("0.22", "1.80"), 262_144, 65_536),
        SimModel("qwen/qwen3-coder-30b-a3b-instruct", per_million("0.07", "0.27"), 160_000),
        SimModel(
            "qwen/qwen3-coder-flash",
            per_million("0.195", "0.975", "0.039", "0.24375", overrides=CODER_FLASH_STEPS),
            million,
            65_536,
            "Alibaba",
            retains=True,
            caches=Caches.EXPLICIT,
        ),
        SimModel(
            "qwen/qwen3-coder-plus",
            per_million("0.65", "3.25", "0.13", "0.8125"),
            million,
            65_536,
            "Alibaba",
            retains=True,
            caches=Caches.EXPLICIT,
        ),
        SimModel("qwen/qwen3-coder-next", per_million("0.11", "0.80", "0.07"), 262_144),
        SimModel(
            "minimax/minimax-m2.1",
            per_million("0.29", "0.95", "0.03"),
            196_608,
            131_072,
            "Minimax",
            THINKS,
        ),
        SimModel(
            "deepseek/deepseek-v3.2",
            per_million("0.2288", "0.3432", "0.02288"),
            128_000,
            65_536,
            "DeepSeek",
            THINKS,
            retains=True,
            least_cached=64,
        ),
        SimModel(
            "deepseek/deepseek-v4-flash",
            per_million("0.098", "0.196", overrides=AT_NIGHT),
            million,
            None,
            "DeepSeek",
            THINKS,
            retains=True,
        ),
        SimModel("nousresearch/hermes-unpriced", None, 131_072, parameters=PLAIN),
    )


def _free() -> tuple[SimModel, ...]:
    def free(name: str, provider: str, context: int, *able: str, trains: bool = True) -> SimModel:
        return SimModel(
            f"{name}:free",
            free_pricing(),
            context,
            32_768,
            provider,
            able,
            trains,
            trains,
            Caches.NONE,
        )

    return (
        free("qwen/qwen3-coder", "Venice", 262_000, *ABLE),
        free("qwen/qwen3-next-80b-a3b-instruct", "Venice", 262_144, *ABLE),
        free("openai/gpt-oss-20b", "OpenInference", 131_072, *THINKS),
        free("openai/gpt-oss-120b", "OpenInference", 131_072, *THINKS),
        free("poolside/laguna-xs.2", "Poolside", 262_144, *ABLE),
        free("nvidia/nemotron-3-nano-30b-a3b", "Nvidia", 256_000, *THINKS),
        free("google/gemma-4-31b-it", "Google AI Studio", 262_144, *ABLE),
        free("meta-llama/llama-3.3-70b-instruct", "Chutes", 65_536, *ABLE),
        free("meta-llama/llama-3.2-3b-instruct", "Venice", 131_072, *PLAIN, trains=False),
        free(
            "cognitivecomputations/dolphin-mistral-24b-venice-edition",
            "Venice",
            32_768,
            *PLAIN,
            trains=False,
        ),
    )

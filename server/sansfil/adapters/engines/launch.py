"""How a llama.cpp server of ours is started: what it is told, and why."""

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Knobs:
    """What every engine of ours has in common."""

    # A slot per window: what one window typed is never another's to overwrite.
    slots: int = 4
    # Room behind the prompt's head for what is typed and answered, and for a generous tail.
    room_tokens: int = 1024
    context_step: int = 1024
    # A prompt that a jump pushed out of its slot waits here and comes back for one token.
    cache_ram_mib: int = 1024
    # When old context is dropped, what stood behind it is moved up instead of read anew; it keeps
    # values that knew the dropped text, which beats waiting for thousands of tokens.
    cache_reuse_tokens: int = 256
    # An abort waits for the batch at work, and 128 tokens are seconds on a slow processor, which
    # reads as fast with them as with 512; a GPU reads 512 in a blink and wants them to be busy.
    cpu_batch: int = 128
    gpu_batch: int = 512


@dataclass(frozen=True)
class Launch:
    """One start: `model` as a file, `alias` its name for people, `program` empty for the wheel.

    `fingerprint` is that of the model file; the engine ends when it is not ready after `start_s`, and
    `linger_s` after its last window.
    """

    model: str
    alias: str
    fingerprint: str
    key: str = field(repr=False)
    program: str
    context_tokens: int
    threads: int
    start_s: float
    linger_s: float
    knobs: Knobs = Knobs()


def line_of(launch: Launch) -> str:
    """One line of JSON: the key may stand there, it goes through a pipe."""
    return json.dumps(asdict(launch))


def launch_of(line: str) -> Launch:
    """The inverse of `line_of`; raises ValueError, KeyError and TypeError for anything else."""
    told: dict[str, Any] = json.loads(line)
    knobs: dict[str, Any] = told.pop("knobs")
    return Launch(**told, knobs=Knobs(**knobs))


def context_per_slot(prompt_tokens: int, max_tokens: int, knobs: Knobs) -> int:
    """Tokens that one slot must hold; llama.cpp reserves them all at the start."""
    needed = prompt_tokens + max_tokens + knobs.room_tokens
    return -(-needed // knobs.context_step) * knobs.context_step


def alias_of(model: Path) -> str:
    """The file's name without its ending; commas would make several names of it."""
    return model.stem.replace(",", "-")


def arguments_of(launch: Launch, port: int, batch: int, known: str) -> Sequence[str]:
    """The arguments of llama-server; options that its help (`known`) does not name are left out."""
    words = ["--model", launch.model, "--host", HOST, "--port", str(port)]
    for option, value in _options(launch, batch).items():
        names = [name for name in option.split("|") if _is_named(name, known)]
        if names:
            words += [names[0], value] if value else [names[0]]
    return words


def _is_named(option: str, known: str) -> bool:
    return option in known.replace(",", " ").split()


def _options(launch: Launch, batch: int) -> Mapping[str, str]:
    """Options of tools/server/README.md (ggml-org/llama.cpp), older names behind a bar."""
    knobs = launch.knobs
    return {
        "--alias": launch.alias,
        "--parallel": str(knobs.slots),
        "--ctx-size": str(knobs.slots * launch.context_tokens),
        # In one buffer for all, a long prompt of one window evicts another's.
        "--no-kv-unified": "",
        # It would copy every other window's slot whenever a window asks.
        "--no-cache-idle-slots": "",
        "--cache-ram": str(knobs.cache_ram_mib),
        "--cache-reuse": str(knobs.cache_reuse_tokens),
        # A prompt cut silently would be answered wrongly: too long is an error.
        "--no-context-shift": "",
        "--batch-size": str(batch),
        "--ubatch-size": str(batch),
        "--threads": str(launch.threads),
        "--metrics": "",
        "--slots": "",
        "--no-ui|--no-webui": "",
        "--offline": "",
    }


def wheel_params(launch: Launch, batch: int) -> Any:
    """The same for the wheel, which names everything as llama.cpp's `common_params` does."""
    native: Any = importlib.import_module("xllamacpp")  # compiled, and perhaps not there
    params = native.CommonParams()
    params.model.path, params.model_alias = launch.model, {launch.alias}
    params.api_keys, params.hostnames, params.port = [launch.key], [HOST], 0
    knobs = launch.knobs
    params.n_parallel, params.n_ctx = knobs.slots, knobs.slots * launch.context_tokens
    params.kv_unified = params.cache_idle_slots = params.ctx_shift = False
    params.cache_ram_mib, params.n_cache_reuse = knobs.cache_ram_mib, knobs.cache_reuse_tokens
    params.n_batch = params.n_ubatch = batch
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = launch.threads
    params.endpoint_metrics = params.endpoint_slots = True
    # Warnings and errors only: they are kept until the model is loaded, then nobody reads them.
    params.ui, params.verbosity = False, 2
    return params

"""What a genuine llama.cpp, the xllamacpp wheel, says in its log of the memory that a load takes.

Run as a program, it is that engine: python loading.py MODEL.gguf '{"n_ctx": 8192, …}'.
"""

import importlib
import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sansfil.core.kv import CacheType, Load

LIMIT_S = 120.0
MIB = 1024**2
# Numbers of ggml.h, enum ggml_type.
TYPES = {
    CacheType.F16: 1,
    CacheType.BF16: 30,
    CacheType.Q8_0: 8,
    CacheType.Q5_0: 6,
    CacheType.Q4_0: 2,
}
# What the server says when all memory is taken.
LOADED = "initializing, n_slots"
WEIGHTS = re.compile(r"model buffer size =\s*([\d.]+) MiB")
CACHE = re.compile(r"llama_(?:kv_cache|memory_recurrent): size =\s*([\d.]+) MiB")


@dataclass(frozen=True)
class Reported:
    """Bytes, as exact as the log's hundredths of a MiB."""

    weight_bytes: float
    cache_bytes: float


def reported(model: Path, load: Load) -> Reported:
    """Starts the engine, reads its log, and ends it; raises where it cannot load the model."""
    kind = TYPES[load.cache_type]
    params = {"n_ctx": load.slots * load.context_tokens, "n_parallel": load.slots}
    params |= {"n_ubatch": load.batch_tokens, "cache_type_k": kind, "cache_type_v": kind}
    command = [sys.executable, "-I", __file__, str(model), json.dumps(params)]
    log = _log_until_loaded(command)
    return Reported(_sum(WEIGHTS, log), _sum(CACHE, log))


def _log_until_loaded(command: list[str]) -> str:
    pipe, lines = subprocess.PIPE, list[str]()
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as child:
        assert child.stdout is not None
        watch = threading.Timer(LIMIT_S, child.kill)
        watch.start()
        try:
            for line in child.stdout:
                lines.append(line.decode("utf-8", "replace"))
                if LOADED in lines[-1]:
                    return "".join(lines)
        finally:
            watch.cancel()
            child.kill()
    raise SystemExit("llama.cpp did not load the model:\n" + "".join(lines[-20:]))


def _sum(pattern: re.Pattern[str], log: str) -> float:
    return MIB * sum(float(size) for size in pattern.findall(log))


def main(model: str, wanted: str) -> None:
    xllamacpp: Any = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path, params.hostnames, params.port = model, ["127.0.0.1"], 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    # Its own fitting would load the model twice, and a warm-up tells nothing of memory.
    params.fit_params = params.warmup = params.ui = False
    params.verbosity = 4
    for name, value in json.loads(wanted).items():
        setattr(params, name, type(getattr(params, name))(value))
    server = xllamacpp.Server(params)
    # Whoever started this ends it, once the log says enough.
    sys.stdin.read()
    del server


if __name__ == "__main__":
    main(*sys.argv[1:])

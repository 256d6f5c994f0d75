"""Stands in for a `llama-server` on the PATH: its arguments, its words, and the genuine server behind.

Options, help and device list are those of ggml-org/llama.cpp, tools/server/README.md and common/arg.cpp.
The environment variable STAND_IN chooses a bad day: `hangs`, `dies`, `outlives` (does not end with its
parent, as where the kernel has no such service), `loses` (another program is first at its port), or
`old` (a build that knows few options).
"""

import argparse
import ctypes
import importlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

HELP = """\
----- common params -----

-h,    --help, --usage                  print usage and exit
-t,    --threads N                      number of CPU threads to use during generation (default: -1)
-c,    --ctx-size N                     size of the prompt context (default: 0)
-b,    --batch-size N                   logical maximum batch size (default: 2048)
-ub,   --ubatch-size N                  physical maximum batch size (default: 512)
-m,    --model FNAME                    model path to load
--list-devices                          print list of available devices and exit

----- example-specific params -----

-np,   --parallel N                     number of server slots (default: -1, -1 = auto)
-a,    --alias STRING                   set model name aliases, comma-separated (to be used by API)
--host HOST                             IP addresses to listen on (default: 127.0.0.1)
--port PORT                             port to listen (default: 9931)
"""
NEW_HELP = """\
--offline                               Offline mode: forces use of cache, prevents network access
-cram, --cache-ram N                    set the maximum cache size in MiB (default: 8192)
-kvu,  --kv-unified, -no-kvu, --no-kv-unified
                                        use single unified KV buffer shared across all sequences
--cache-idle-slots, --no-cache-idle-slots
                                        save idle slots to the prompt cache on new task
--context-shift, --no-context-shift     whether to use context shift on infinite text generation
--cache-reuse N                         min chunk size to attempt reusing from the cache
--metrics                               enable prometheus compatible metrics endpoint
--slots, --no-slots                     expose slots monitoring endpoint (default: enabled)
--ui, --webui, --no-ui, --no-webui      whether to enable the Web UI (default: enabled)
"""
NO_DEVICES = "Available devices:\n"
GPU = "  CUDA0: NVIDIA GeForce RTX 3060 (11909 MiB, 11560 MiB free)\n"
VALUES = ("--threads", "--ctx-size", "--batch-size", "--ubatch-size", "--parallel", "--port")
NEW_VALUES, TEXTS = ("--cache-ram", "--cache-reuse"), ("--model", "--alias", "--host")
CLAIMS = (
    *("--offline", "--no-kv-unified", "--no-cache-idle-slots", "--no-context-shift"),
    *("--metrics", "--slots", "--no-ui"),
)
PR_SET_PDEATHSIG = 1


def main(words: list[str]) -> None:
    day = os.environ.get("STAND_IN", "")
    if words == ["--help"]:
        sys.stdout.write(HELP + ("" if day == "old" else NEW_HELP))
    elif words == ["--list-devices"]:
        sys.stdout.write(NO_DEVICES + (GPU if day == "gpu" else ""))
    else:
        serve(parsed(words, day), day)


def parsed(words: list[str], day: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="llama-server", allow_abbrev=False)
    for option in (*VALUES, *(() if day == "old" else NEW_VALUES)):
        parser.add_argument(option, type=int, default=0)
    for option in TEXTS:
        parser.add_argument(option, default="")
    for option in () if day == "old" else CLAIMS:
        parser.add_argument(option, action="store_true")
    return parser.parse_args(words)


def serve(options: argparse.Namespace, day: str) -> None:
    if day == "dies":
        sys.stderr.write("0.00.001.100 I loading\n0.00.001.285 E error: no kernel image in ")
        sys.exit("/opt/secret place/lib.so for this device")
    if day == "outlives":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0)
    if day == "hangs":
        signal.pause()
    _taken = take_port_once(options.port) if day == "loses" else None
    native: Any = importlib.import_module("xllamacpp")
    server = native.Server(params_of(native, options))
    sys.stderr.write(f"main: server is listening on {server.listening_address}\n")
    signal.pause()


def params_of(native: Any, options: argparse.Namespace) -> Any:
    params = native.CommonParams()
    params.model.path, params.model_alias = options.model, {options.alias}
    params.hostnames, params.port = [options.host], options.port
    params.api_keys = [os.environ["LLAMA_API_KEY"]]
    params.n_parallel, params.n_ctx = options.parallel, options.ctx_size
    params.n_batch, params.n_ubatch = options.batch_size, options.ubatch_size
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    if "cache_ram" in options:
        params.cache_ram_mib, params.n_cache_reuse = options.cache_ram, options.cache_reuse
        params.kv_unified = not options.no_kv_unified
        params.cache_idle_slots = not options.no_cache_idle_slots
        params.ui, params.endpoint_metrics = not options.no_ui, options.metrics
    return params


def take_port_once(port: int) -> socket.socket | None:
    """The port, held against the server, at the first start only."""
    seen = Path(os.environ["STAND_IN_SEEN"])
    if seen.exists():
        return None
    seen.touch()
    other = socket.socket()
    other.bind(("127.0.0.1", port))
    other.listen()
    return other


if __name__ == "__main__":
    main(sys.argv[1:])

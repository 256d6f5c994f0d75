"""Runs llama.cpp's own HTTP server, from the xllamacpp wheel, until SIGTERM or the end of its input.

Usage: python serve.py MODEL.gguf [name=value ...], names being fields of xllamacpp.CommonParams.
Prints "ready http://127.0.0.1:PORT" once the model is loaded; the kernel chooses the port.
"""

import importlib
import signal
import sys
from types import FrameType
from typing import Any


def main(model: str, settings: list[str]) -> None:
    xllamacpp: Any = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 8192
    # More threads than idle cores spin at barriers and are many times slower.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.endpoint_metrics = params.endpoint_slots = True
    params.ui = False
    for setting in settings:
        _set(params, *setting.split("=", 1))
    server = xllamacpp.Server(params)
    sys.stdout.write(f"ready {server.listening_address}\n")
    sys.stdout.flush()
    _wait_for_the_end()
    del server


def _set(params: Any, name: str, text: str) -> None:
    old = getattr(params, name)
    if isinstance(old, bool):
        setattr(params, name, text == "True")
    elif isinstance(old, list):
        setattr(params, name, text.split(","))
    else:
        setattr(params, name, type(old)(text))


def _wait_for_the_end() -> None:
    """The parent holds the other end of the input: when it dies, however it dies, this ends too."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stdin.read()
    except SystemExit:
        return


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

"""What a host process can run: llama.cpp in itself, or (`program`) a llama-server as its child."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sansfil.adapters.engines.launch import Launch, wheel_params


class StartFailed(Exception):
    """The engine ended before it was ready; what it said went to standard error."""


class Hosted(Protocol):
    """A running engine."""

    name: str
    url: str
    has_gpu: bool | None

    def is_alive(self) -> bool: ...

    def stop(self) -> None: ...


class Wheel:
    """llama.cpp's server in this process, from the wheel `xllamacpp`."""

    name = "xllamacpp"

    def __init__(self, launch: Launch) -> None:
        """Blocks until the model is loaded; raises StartFailed."""
        native: Any = importlib.import_module("xllamacpp")  # compiled, and perhaps not there
        self.has_gpu: bool | None = _has_gpu(native.get_device_info())
        batch = launch.knobs.gpu_batch if self.has_gpu else launch.knobs.cpu_batch
        try:
            self._server: Any = native.Server(wheel_params(launch, batch))
        except RuntimeError as error:
            raise StartFailed(str(error)) from error
        self.url = str(self._server.listening_address)

    def is_alive(self) -> bool:
        return True

    def stop(self) -> None:
        # The server ends with its last reference.
        self._server = None


def _has_gpu(devices: Sequence[Mapping[str, Any]]) -> bool:
    return any(getattr(device["type"], "name", "").endswith("GPU") for device in devices)

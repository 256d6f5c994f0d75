"""A library to NVIDIA's nvml.h, built on the spot, and the switches by which it fails or hangs."""

import ctypes
import shutil
import subprocess
from pathlib import Path

COMPILER = shutil.which("cc")
NAME = "libnvidia-ml.so.1"

# Structures, numbers and the protocol of sizes are nvml.h's, version 12.
SOURCE = r"""
#include <stddef.h>
#include <string.h>
#include <unistd.h>

typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
typedef struct {
    unsigned int pid;
    unsigned long long usedGpuMemory;
    unsigned int gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_t;
typedef struct { int index; } device;

enum { UNINITIALIZED = 1, INVALID_ARGUMENT = 2, INSUFFICIENT_SIZE = 7 };

char fake_failing[64];
int fake_code, fake_gate = -1, fake_inits, fake_asked, fake_garbled;
static device devices[2] = {{0}, {1}};

static int trouble(const char *call) {
    char byte;
    fake_asked++;
    if (fake_gate >= 0) (void)!read(fake_gate, &byte, 1);
    return strcmp(fake_failing, call) == 0 ? fake_code : 0;
}
#define ENTER                                                        \
    int code = trouble(__func__);                                    \
    if (code) return code;                                           \
    if (fake_inits == 0) return UNINITIALIZED;

int nvmlInitWithFlags(unsigned int flags) {
    int code = trouble(__func__);
    if (code) return code;
    fake_inits++;
    return flags ? INVALID_ARGUMENT : 0;
}
int nvmlShutdown(void) { ENTER fake_inits--; return 0; }
const char *nvmlErrorString(int code) { return code == 15 ? "GPU is lost" : "Unknown Error"; }
int nvmlDeviceGetCount_v2(unsigned int *count) { ENTER *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, device **handle) {
    ENTER
    if (index > 1) return INVALID_ARGUMENT;
    *handle = &devices[index];
    return 0;
}
int nvmlDeviceGetName(device *handle, char *name, unsigned int length) {
    ENTER
    strncpy(name, handle->index ? "NVIDIA GeForce RTX 3060" : "NVIDIA H200", length);
    if (fake_garbled) name[0] = (char)0xff;
    return 0;
}
int nvmlDeviceGetMemoryInfo(device *handle, nvmlMemory_t *memory) {
    ENTER
    memory->total = handle->index ? 12884901888ULL : 150754820096ULL;
    memory->used = handle->index ? 1073741824ULL : 50754820096ULL;
    memory->free = memory->total - memory->used;
    return 0;
}
int nvmlDeviceGetTemperature(device *handle, int sensor, unsigned int *celsius) {
    ENTER
    *celsius = handle->index ? 55 : 34;
    return sensor ? INVALID_ARGUMENT : 0;
}
int nvmlDeviceGetUtilizationRates(device *handle, nvmlUtilization_t *rates) {
    ENTER
    rates->gpu = handle->index ? 3 : 97;
    rates->memory = 1;
    return 0;
}
static int processes(const nvmlProcessInfo_t *own, unsigned int have, unsigned int *count,
                     nvmlProcessInfo_t *list) {
    unsigned int room = *count;
    *count = have;
    if (have == 0) return 0;
    if (list == NULL || room < have) return INSUFFICIENT_SIZE;
    memcpy(list, own, have * sizeof *own);
    return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(device *handle, unsigned int *count,
                                            nvmlProcessInfo_t *list) {
    static const nvmlProcessInfo_t own[] = {{4711, 40000000000ULL, ~0u, ~0u},
                                            {12, 2000000000ULL, ~0u, ~0u}};
    ENTER
    return processes(own, handle->index ? 0 : 2, count, list);
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(device *handle, unsigned int *count,
                                             nvmlProcessInfo_t *list) {
    static const nvmlProcessInfo_t own[] = {{12, 2000000000ULL, ~0u, ~0u},
                                            {99, ~0ULL, ~0u, ~0u}};
    ENTER
    return processes(own, handle->index ? 0 : 2, count, list);
}
"""


def build(folder: Path) -> Path:
    """Compile the library into `folder`, under the name that pynvml loads."""
    source, path = folder / "nvml.c", folder / NAME
    source.write_text(SOURCE)
    options = ["-shared", "-fPIC", "-Wall", "-Werror", f"-Wl,-soname,{NAME}"]
    subprocess.run([str(COMPILER), *options, "-o", path, source], check=True, timeout=60)
    return path


class FakeDriver:
    """The library's switches: which call fails with what, and whether all calls hang."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library

    def fail(self, call: str, code: int) -> None:
        text = (ctypes.c_char * 64).in_dll(self._library, "fake_failing")
        text.value = call.encode()
        self._set("fake_code", code)

    def hang_on(self, gate: int) -> None:
        """Every call waits for a byte or the end of this pipe; -1 lets them go on."""
        self._set("fake_gate", gate)

    def garble_names(self) -> None:
        self._set("fake_garbled", 1)

    def heal(self) -> None:
        self.fail("", 0)
        self.hang_on(-1)
        self._set("fake_garbled", 0)

    @property
    def inits(self) -> int:
        return ctypes.c_int.in_dll(self._library, "fake_inits").value

    @property
    def asked(self) -> int:
        return ctypes.c_int.in_dll(self._library, "fake_asked").value

    def _set(self, name: str, value: int) -> None:
        ctypes.c_int.in_dll(self._library, name).value = value

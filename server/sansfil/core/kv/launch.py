"""The lines that start an engine exactly as planned, for a POSIX shell or TabbyAPI's config.yml."""

import math
import re
import shlex
from collections.abc import Callable, Mapping, Sequence

from sansfil.core.kv.launchers import Launcher
from sansfil.core.kv.model import CacheType
from sansfil.core.kv.plan import Plan

HOST = "127.0.0.1"
# The port of llama.cpp's own presets for completion (tools/server/README.md), the usual ones else.
PORTS: Mapping[Launcher, int] = {
    Launcher.LLAMA_SERVER: 8012,
    Launcher.OLLAMA: 11434,
    Launcher.VLLM: 8000,
    Launcher.TABBY: 5000,
}
# exllamav3 counts bits of keys and values (theroyallab/tabbyAPI, config_sample.yml).
TABBY_MODES: Mapping[CacheType, str] = {
    CacheType.F16: "FP16",
    CacheType.Q8_0: "8,8",
    CacheType.Q5_0: "5,5",
    CacheType.Q4_0: "4,4",
}


def launch_lines(plan: Plan, launcher: Launcher, name: str) -> Sequence[str]:
    """Lines to copy; `name` is the model's file, its name in a hub, or its folder.

    The plan must have been made for the same launcher: not every cache type is known to all.
    """
    return _LINES[launcher](plan, name)


def _llama_server(plan: Plan, name: str) -> Sequence[str]:
    """Options of tools/server/README.md (ggml-org/llama.cpp)."""
    load, layers = plan.load, "999" if plan.machine.is_gpu else "0"
    words = ["llama-server", "--model", name, "--host", HOST]
    words += ["--port", str(PORTS[Launcher.LLAMA_SERVER]), "--n-gpu-layers", layers]
    words += ["--ctx-size", str(load.slots * load.context_tokens), "--parallel", str(load.slots)]
    words += ["--no-kv-unified", "--ubatch-size", str(load.batch_tokens)]
    # A quantised cache of values needs flash attention.
    words += ["--flash-attn", "on", "--cache-type-k", load.cache_type]
    words += ["--cache-type-v", load.cache_type, "--no-context-shift"]
    return (shlex.join(words),)


def _ollama(plan: Plan, name: str) -> Sequence[str]:
    """Variables of ollama/ollama, envconfig/config.go; they hold for the whole server."""
    load = plan.load
    variables = {
        "OLLAMA_HOST": f"{HOST}:{PORTS[Launcher.OLLAMA]}",
        "OLLAMA_CONTEXT_LENGTH": str(load.context_tokens),
        "OLLAMA_NUM_PARALLEL": str(load.slots),
        "OLLAMA_FLASH_ATTENTION": "1",
        "OLLAMA_KV_CACHE_TYPE": str(load.cache_type),
    }
    server = " ".join(f"{key}={value}" for key, value in variables.items()) + " ollama serve"
    if name.lower().endswith(".gguf"):
        return server, *_taken_over(name)
    return server, _loaded(_operand(name))


def _taken_over(file: str) -> Sequence[str]:
    """A model file becomes one of Ollama's own by a Modelfile (docs/modelfile.md, docs/import.md)."""
    stem = re.sub(r"[^a-z0-9]+", "-", file.rpartition("/")[2].lower().removesuffix(".gguf"))
    name = stem.strip("-") or "model"
    modelfile = f"{name}.Modelfile"
    written = shlex.join(["printf", "%s\\n", f"FROM {file}"])
    return f"{written} > {modelfile}", f"ollama create {name} -f {modelfile}", _loaded(name)


def _loaded(name: str) -> str:
    """An empty prompt loads the model and asks nothing (docs/faq.md)."""
    return shlex.join(["ollama", "run", name, ""])


def _vllm(plan: Plan, name: str) -> Sequence[str]:
    """Options of vllm/config and vllm/engine/arg_utils.py; it takes the share at once and keeps it."""
    load = plan.load
    words = ["vllm", "serve", _operand(name), "--host", HOST, "--port", str(PORTS[Launcher.VLLM])]
    words += ["--max-model-len", str(load.context_tokens), "--max-num-seqs", str(load.slots)]
    words += ["--gpu-memory-utilization", _share(plan)]
    words += ["--kv-cache-dtype", "fp8" if load.cache_type is CacheType.FP8 else "auto"]
    words += ["--enable-prefix-caching", "--enable-prompt-tokens-details"]
    return (shlex.join(words),)


def _share(plan: Plan) -> str:
    """The part of the whole memory that is needed, upwards, but no more than is free."""
    total = max(1, plan.machine.total_bytes)
    needed = math.ceil(1000 * plan.needed_bytes / total)
    return f"{min(needed, 1000 * plan.machine.free_bytes // total) / 1000:.3f}"


def _tabby(plan: Plan, name: str) -> Sequence[str]:
    """Keys of theroyallab/tabbyAPI, config_sample.yml; `cache_size` is that of all sequences."""
    load = plan.load
    folder, slash, model = name.rstrip("/").rpartition("/")
    return (
        "network:",
        f"  host: {HOST}",
        f"  port: {PORTS[Launcher.TABBY]}",
        "model:",
        f"  model_dir: {_yaml(folder or slash or 'models')}",
        f"  model_name: {_yaml(model)}",
        f"  max_seq_len: {load.context_tokens}",
        f"  cache_size: {load.slots * load.context_tokens}",
        f"  cache_mode: {_yaml(TABBY_MODES[load.cache_type])}",
        f"  max_batch_size: {load.slots}",
    )


def _operand(name: str) -> str:
    """A name that is not taken for an option."""
    return f"./{name}" if name.startswith("-") else name


def _yaml(text: str) -> str:
    """A double-quoted scalar of YAML 1.2, chapter 5.7, in ASCII."""
    return '"' + "".join(_yaml_character(character) for character in text) + '"'


def _yaml_character(character: str) -> str:
    is_plain = " " <= character <= "~" and character not in '"\\'
    return character if is_plain else f"\\U{ord(character):08x}"


_LINES: Mapping[Launcher, Callable[[Plan, str], Sequence[str]]] = {
    Launcher.LLAMA_SERVER: _llama_server,
    Launcher.OLLAMA: _ollama,
    Launcher.VLLM: _vllm,
    Launcher.TABBY: _tabby,
}

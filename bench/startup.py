"""How long from the start of the process to the first ghost text, beside the bare import of pygls.

Both are whole processes, started in turn, so that whatever else the machine does hits both.
Usage: python bench/startup.py [--runs N] [--json]; exit status 1 where the target is missed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

TARGET = 1.5
LINE = "    self.journal.append(plant.name, plant.height)\n"
TEXT = f"class Garden:\n{LINE * 4}    self.jour"
POSITION = {"line": 5, "character": 13}


def main() -> int:
    """Prints one table; the figure that counts is the ratio of the lower quartiles."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        samples = _samples(options.runs, Path(folder))
    found = _summary(samples)
    print(json.dumps(found, indent=2) if options.json else _table(found))
    return 0 if found["ratio"] <= TARGET else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _samples(runs: int, folder: Path) -> Mapping[str, list[float]]:
    measures: Mapping[str, Callable[[], float]] = {
        "calibration loop": _calibration,
        "import pygls.lsp.server": _bare_import,
        "first ghost text": lambda: _first_ghost(folder),
    }
    for measure in measures.values():
        measure()
    samples: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            samples[name].append(measure())
    return samples


def _calibration() -> float:
    start = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    return time.perf_counter() - start


def _bare_import() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", "import pygls.lsp.server"], check=True)
    return time.perf_counter() - start


def _first_ghost(folder: Path) -> float:
    command = [sys.executable, "-I", "-m", "sansfil", "lsp"]
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            text = _converse(server, folder)
            elapsed = time.perf_counter() - start
        finally:
            server.kill()
    if not text.startswith("nal.append(plant.name"):
        raise SystemExit(f"The first ghost text is {text!r}.")
    return elapsed


def _converse(server: "subprocess.Popen[bytes]", folder: Path) -> str:
    options = {"cacheDir": str(folder / "cache")}
    capabilities: dict[str, Any] = {"textDocument": {"inlineCompletion": {}}}
    uri = (folder / "garden.py").as_uri()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": TEXT}
    _send(server, 1, "initialize", {
        "processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": capabilities,
        "initializationOptions": options,
    })  # fmt: skip
    _reply(server, 1)
    _send(server, None, "initialized", {})
    _send(server, None, "textDocument/didOpen", {"textDocument": item})
    place = {"textDocument": {"uri": uri}, "position": POSITION}
    _send(server, 2, "textDocument/inlineCompletion", {**place, "context": {"triggerKind": 2}})
    items = _reply(server, 2)["items"]
    return cast("str", items[0]["insertText"]) if items else ""


def _send(server: "subprocess.Popen[bytes]", number: int | None, method: str, params: Any) -> None:
    assert server.stdin is not None
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    body = json.dumps(message if number is None else {**message, "id": number}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    server.stdin.flush()


def _reply(server: "subprocess.Popen[bytes]", number: int) -> Any:
    assert server.stdout is not None
    while True:
        length = 0
        while (header := server.stdout.readline()).strip():
            if header.startswith(b"Content-Length: "):
                length = int(header.split()[1])
        message = json.loads(server.stdout.read(length))
        if message.get("id") == number and "method" not in message:
            return message["result"]


def _summary(samples: Mapping[str, list[float]]) -> dict[str, Any]:
    rows = {
        name: {
            "quartile_ms": 1000 * statistics.quantiles(values, n=4)[0],
            "median_ms": 1000 * statistics.median(values),
            "worst_ms": 1000 * max(values),
        }
        for name, values in samples.items()
    }
    ratio = rows["first ghost text"]["quartile_ms"] / rows["import pygls.lsp.server"]["quartile_ms"]
    runs = len(samples["first ghost text"])
    return {"rows": rows, "runs": runs, "ratio": ratio, "target": TARGET, "load": os.getloadavg()}


def _table(found: Mapping[str, Any]) -> str:
    lines = [f"{'whole process, ms':<28}{'lower quartile':>16}{'median':>10}{'worst':>10}"]
    lines += [
        f"{name:<28}{row['quartile_ms']:>16.0f}{row['median_ms']:>10.0f}{row['worst_ms']:>10.0f}"
        for name, row in found["rows"].items()
    ]
    verdict = "met" if found["ratio"] <= TARGET else "MISSED"
    lines.append(f"ratio {found['ratio']:.2f}, target at most {TARGET}: {verdict}")
    load = " ".join(f"{value:.1f}" for value in found["load"])
    lines.append(f"{found['runs']} runs each, in turn; load average {load}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

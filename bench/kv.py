"""What we say that a model takes of memory, beside what a genuine llama.cpp says in its log.

Five self-made models (grouped heads, uneven heads, sliding windows, recurrent, hybrid), each cache
type, one to three slots. Usage: python bench/kv.py [--json]; exit status 1 where a figure is further
off than 2 %.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._kv.loading import TYPES, Reported, reported
from bench._kv.models import made

from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.core.kv import Load, ModelFacts, cache_bytes

TARGET = 0.02
MIB = 1024**2
# Context per slot and slots; the second is no whole number of steps.
LOADS = ((8192, 1), (3000, 2), (4096, 3))

Row = Mapping[str, float | str]


def main() -> int:
    """Prints one row for each model and load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for model in made(Path(folder)) for row in _rows(model)]
    print(json.dumps(rows, indent=2) if options.json else _table(rows))
    return 0 if _worst(rows) <= TARGET else 1


def _rows(model: Path) -> Iterator[Row]:
    facts = of_gguf(model)
    loads = [Load(context, slots, kind) for kind in TYPES for context, slots in LOADS]
    for load in loads:
        yield _row(facts, load, reported(model, load))


def _row(facts: ModelFacts, load: Load, theirs: Reported) -> Row:
    cache = cache_bytes(facts, load)
    return {
        "model": facts.name.removesuffix(".gguf"),
        "load": f"{load.slots} x {load.context_tokens} {load.cache_type}",
        "weights": facts.weight_bytes / MIB,
        "weights, llama.cpp": theirs.weight_bytes / MIB,
        "weights off": _off(facts.weight_bytes, theirs.weight_bytes),
        "cache": cache / MIB,
        "cache, llama.cpp": theirs.cache_bytes / MIB,
        "cache off": _off(cache, theirs.cache_bytes),
    }


def _off(ours: float, theirs: float) -> float:
    """A silent engine is no agreement."""
    return abs(ours - theirs) / theirs if theirs else 1.0


def _worst(rows: Sequence[Row]) -> float:
    return max(max(float(row["weights off"]), float(row["cache off"])) for row in rows)


def _table(rows: Sequence[Row]) -> str:
    lines = [
        f"{'MiB':<12}{'load':<18}{'weights':>9}{'theirs':>9}{'cache':>9}{'theirs':>9}{'off':>9}"
    ]
    for row in rows:
        off = max(float(row["weights off"]), float(row["cache off"]))
        sizes = ("weights", "weights, llama.cpp", "cache", "cache, llama.cpp")
        cells = "".join(f"{row[size]:>9.2f}" for size in sizes)
        lines.append(f"{row['model']:<12}{row['load']:<18}{cells}{off:>9.2%}")
    verdict = "met" if _worst(rows) <= TARGET else "MISSED"
    lines.append(f"worst {_worst(rows):.2%}, target at most {TARGET:.0%}: {verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""What an engine did to a question that came at a time: answered, failed, or said nothing."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("traces")


@dataclass(frozen=True)
class Sample:
    """A question at `at_ms`; it got a line of text after `answer_ms`, an error after `failure_ms`, or,
    where both are None, nothing as long as anybody waited."""

    at_ms: float
    answer_ms: float | None = None
    failure_ms: float | None = None


@dataclass(frozen=True)
class Trace:
    """Samples in the order of their times; before and behind them it begins again."""

    name: str
    told: str
    samples: tuple[Sample, ...]

    @property
    def length_ms(self) -> float:
        return self.samples[-1].at_ms + self.samples[0].at_ms + 1.0

    def at(self, at_ms: float) -> Sample:
        """The sample that was taken last before that time."""
        times = [each.at_ms for each in self.samples]
        return self.samples[max(0, bisect_right(times, at_ms % self.length_ms) - 1)]

    def later(self, name: str, more_ms: float) -> "Trace":
        """The same with a way of so many milliseconds to the engine and back."""
        samples = tuple(
            Sample(each.at_ms, _plus(each.answer_ms, more_ms), _plus(each.failure_ms, more_ms))
            for each in self.samples
        )
        return Trace(name, f"{self.told}, {more_ms:.0f} ms further away", samples)


def read(name: str) -> Trace:
    tree = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return Trace(name, tree["told"], tuple(Sample(*each) for each in tree["samples"]))


def write(trace: Trace) -> None:
    rows = [json.dumps([each.at_ms, each.answer_ms, each.failure_ms]) for each in trace.samples]
    body = ",\n    ".join(rows)
    text = f'{{\n  "told": {json.dumps(trace.told)},\n  "samples": [\n    {body}\n  ]\n}}\n'
    (FOLDER / f"{trace.name}.json").write_text(text, "utf-8")


def names() -> Sequence[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def _plus(milliseconds: float | None, more_ms: float) -> float | None:
    return None if milliseconds is None else milliseconds + more_ms

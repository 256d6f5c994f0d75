"""One request to the engine: what it asked, for whose sake, and what it cost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

PRE, SUF, MID = "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"
GENERATING = ("/completion", "/infill")


class Sake(StrEnum):
    """Why the engine was asked: to read ahead of time, for the text as it stands, for text that is
    not typed (yet), or for text that was changed in the meantime."""

    WARM_UP = "warm-up"
    KEYSTROKE = "keystroke"
    AHEAD = "ahead"
    STALE = "stale"


@dataclass
class Exchange:
    """A generation; `fresh` and `reused` are prompt tokens by the engine's own timings, None where
    it did not get to tell; `counted` is by the engine's counter, where it was read."""

    path: str
    body: Mapping[str, Any]
    sake: Sake
    arrived_at: float
    key: int
    fresh: int | None = None
    reused: int | None = None
    counted: float | None = None
    pieces: list[str] = field(default_factory=list[str])
    is_aborted: bool = False

    @property
    def prompt(self) -> str:
        """What makes it the same request as another one."""
        if self.path == "/completion":
            return str(self.body["prompt"])
        parts = [self.body.get(name) for name in ("input_extra", "input_prefix", "prompt")]
        return json.dumps([*parts, self.body.get("input_suffix")])

    @property
    def tokens(self) -> float:
        """Prompt tokens that the engine read for it, as far as anybody told."""
        return self.fresh if self.fresh is not None else self.counted or 0

    @property
    def is_warm_up(self) -> bool:
        return self.sake is Sake.WARM_UP

    def hear(self, event: Mapping[str, Any]) -> None:
        """One answer, or one event of a streamed one."""
        if event.get("content"):
            self.pieces.append(str(event["content"]))
        timings = event.get("timings")
        if timings:
            self.fresh, self.reused = timings["prompt_n"], timings["cache_n"]


def text_before(path: str, body: Mapping[str, Any]) -> str:
    """The text before the cursor that a request shows to the model."""
    if path == "/infill":
        return f"{body['input_prefix']}{body['prompt']}"
    head, _, tail = str(body["prompt"]).rpartition(MID)
    prefix = head.rpartition(PRE)[2].partition(SUF)[0]
    return prefix + tail

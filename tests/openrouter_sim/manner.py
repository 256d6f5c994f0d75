"""How the simulator answers where tests want it otherwise."""

from dataclasses import dataclass


@dataclass
class Manner:
    """`usage_forms`: "bare" has no choice in the usage chunk, "choice" one, and "both" is the one and the
    other by turns. `pace_s` passes between two pieces, `think_s` before the first; `comment_every_s`
    between two signs of life in `COMMENTS_FOR_EVER`."""

    usage_forms: str = "both"
    pace_s: float = 0.0
    think_s: float = 0.0
    comment_every_s: float = 0.02

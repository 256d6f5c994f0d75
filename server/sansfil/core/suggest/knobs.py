"""How much of a completion is shown, and what counts as repetition."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Loop:
    """A loop: a period of at most `period` tokens that fills the last `tokens` tokens of a line."""

    period: int
    tokens: int


@dataclass(frozen=True)
class SuggestKnobs:
    """`most_lines`, `most_line_characters`: what is longer is cut before the line that passes it.

    `most_period_lines`: a run of so many lines that comes twice in a row is a loop;
    `least_echo_characters`: a line shorter than that may equal the one above;
    `lines_above`, `lines_below`: lines on each side of the cursor that are looked at, as far as
    `characters_around` reach, and `line_characters` of the cursor's own; longer ones are data;
    `tab_columns`: the width of a tab in text whose own unit is a tab;
    `begins_lines`: claims that a suggestion may begin with a line break behind a finished line;
    `sure_confidence`: from there on a suggestion on the screen is not exchanged for another.
    """

    most_lines: int = 12
    most_line_characters: int = 300
    most_period_lines: int = 6
    least_echo_characters: int = 10
    lines_above: int = 200
    lines_below: int = 64
    line_characters: int = 1_000
    characters_around: int = 20_000
    most_parts: int = 8
    tab_columns: int = 4
    begins_lines: bool = False
    sure_confidence: float = 0.75
    # The thresholds that Copilot's completions core uses, in our own tokens, of which two equal ones
    # never stand side by side (microsoft/vscode-copilot-chat, completions-core, repetition filter).
    loops: tuple[Loop, ...] = (Loop(10, 30), Loop(20, 45), Loop(30, 60))

    @property
    def most_characters(self) -> int:
        """More than that of a completion is never shown."""
        return self.most_lines * self.most_line_characters


KNOBS = SuggestKnobs()

AFTER_ACCEPT = replace(KNOBS, begins_lines=True)
"""For the rest of a completion of which the user has just accepted the beginning."""

"""Ghost text as VS Code keeps it: what is typed along stays, what no longer fits goes.

The rules of microsoft/vscode, src/vs/editor/contrib/inlineCompletions: an item covers a range of the
document; it is shown while what stands there up to the cursor is how its text begins.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ghost:
    """An item that covers the document from `start` on; `version` is the one it was shown at."""

    start: int
    text: str
    version: int

    def left(self, document: str, cursor: int) -> str:
        """What is still to be seen at the cursor; empty where the item no longer fits."""
        typed = document[self.start : cursor]
        if cursor < self.start or not self.text.startswith(typed):
            return ""
        return self.text[len(typed) :]

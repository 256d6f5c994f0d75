"""What the open documents of all windows say: the latest word counts, and ends with the window that said it."""

from collections.abc import Iterable
from pathlib import Path

from sansfil.adapters.index_process.face import Indexer
from sansfil.adapters.index_process.windows import Window


class Overlays:
    """Keeps an index told of them."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def said(self, window: Window, path: str, text: str | None, windows: Iterable[Window]) -> None:
        """A document of `window` says this, or was closed."""
        window.keep(path, text)
        shown = _of_another(path, windows) if text is None else text
        self._indexer.overlaid(Path(path), shown)

    def left(self, window: Window, windows: Iterable[Window]) -> None:
        """A window has gone, and `windows` are left."""
        others = list(windows)
        for path in window.overlays:
            self._indexer.overlaid(Path(path), _of_another(path, others))

    def repeat(self, window: Window) -> None:
        """Tell an index that has just been opened."""
        for path, text in window.overlays.items():
            self._indexer.overlaid(Path(path), text)


def _of_another(path: str, windows: Iterable[Window]) -> str | None:
    return next((each.overlays[path] for each in windows if path in each.overlays), None)

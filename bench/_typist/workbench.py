"""An editor's front: keys become changes and requests, answers become ghost text.

As VS Code with our extension does it: a request after every change, the one before cancelled; the
shown text stays while it is typed along, whatever is answered meanwhile; a later suggestion is asked
for once if nothing has changed since; movements of the cursor without an edit are told.
"""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._typist.editor import Edit, Editor
from bench._typist.ghost import Ghost
from bench._typist.keys import Key
from bench._typist.server import Request, Server

AUTOMATIC = 2
MOVED_AFTER_MS = 30


@dataclass
class Stroke:
    """What came of one key; times in milliseconds, None where nothing came.

    `was_shown` claims that ghost text was on the screen when the key went down, `is_along` that the
    key typed along it; `asked_at` is when its request went out; `ghost_ms` is how long new ghost text
    took.
    """

    was_shown: bool
    pressed_at: float
    asked_at: float = 0.0
    is_along: bool = False
    ghost_ms: float | None = None
    answer_ms: float | None = None
    shown: str = ""


@dataclass
class _Asked:
    """A request that was sent for a stroke; `is_again` after the server announced a better one."""

    request: Request
    stroke: Stroke
    is_again: bool


@dataclass
class Workbench:
    """The open files, one of them in front; `delay_ms` is waited between a change and its request."""

    server: Server
    root: Path
    editors: dict[str, Editor]
    delay_ms: int = 0
    strokes: list[Stroke] = field(default_factory=list[Stroke])
    announced: int = 0
    cancelled: int = 0
    _front: str = ""
    _versions: dict[str, int] = field(default_factory=dict[str, int])
    _ghost: Ghost | None = None
    _asked: _Asked | None = None
    _timer: asyncio.TimerHandle | None = None
    _moving: asyncio.TimerHandle | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def __post_init__(self) -> None:
        self.server.hears["sansfil/suggestionReady"] = self._hear_ready

    @property
    def editor(self) -> Editor:
        return self.editors[self._front]

    @property
    def version(self) -> int:
        return self._versions[self._front]

    @property
    def path(self) -> str:
        return self._front

    @property
    def shown(self) -> str:
        """The ghost text on the screen."""
        editor = self.editor
        return self._ghost.left(editor.text, editor.cursor) if self._ghost else ""

    def go(self, path: str, line: int, column: int) -> None:
        """A jump, perhaps into another file."""
        self._front = path
        if path not in self._versions:
            self._open(path)
        self.editor.go(line, column)
        self._leave()

    def press(self, key: Key) -> Stroke:
        """One key; the request that follows it is sent at once, or after the delay."""
        stroke = Stroke(bool(self.shown), time.perf_counter())
        self.strokes.append(stroke)
        edit_of = self.editor.text
        edit = self.editor.press(key)
        if edit is None:
            self._leave()
            return stroke
        self._tell(edit_of, edit)
        stroke.is_along = stroke.was_shown and bool(self.shown)
        self._drop_request()
        self._ask_soon(stroke)
        return stroke

    async def answered(self) -> None:
        """Wait until the last key has its answer."""
        while self._timer is not None or self._tasks:
            if self._tasks:
                await asyncio.gather(*self._tasks)
            else:
                await asyncio.sleep(self.delay_ms / 1000)

    @property
    def is_waiting(self) -> bool:
        """Whether something was asked, or will be, that has no answer yet."""
        asked = self._asked
        return self._timer is not None or (asked is not None and not asked.request.answer.done())

    def rewrite(self, path: str, text: str) -> None:
        """The whole of a file anew, as when it is changed on disk; the cursor goes to its top."""
        self._front = path
        editor = self.editors[path]
        before, editor.text = editor.text, text
        editor.go(0, 0)
        self._tell(before, Edit(0, len(before), text))
        self._leave()

    def close(self) -> None:
        self._drop_request()
        if self._moving is not None:
            self._moving.cancel()

    # Out

    def _open(self, path: str) -> None:
        self._versions[path] = 1
        editor = self.editors[path]
        item = {
            "uri": self._uri(path), "languageId": editor.language.name, "version": 1,
            "text": editor.text,
        }  # fmt: skip
        self.server.notify("textDocument/didOpen", {"textDocument": item})

    def _leave(self) -> None:
        """The cursor went elsewhere without an edit."""
        self._ghost = None
        self._drop_request()
        if self._moving is not None:
            self._moving.cancel()
        loop = asyncio.get_running_loop()
        self._moving = loop.call_later(MOVED_AFTER_MS / 1000, self._tell_of_move)

    def _tell_of_move(self) -> None:
        self._moving = None
        self.server.notify("sansfil/didMoveCursor", self._place())

    def _tell(self, before: str, edit: Edit) -> None:
        if self._moving is not None:
            self._moving.cancel()
        self._versions[self._front] += 1
        change = {
            "range": {"start": place_of(before, edit.start), "end": place_of(before, edit.end)},
            "text": edit.text,
        }
        identifier = {"uri": self._uri(self._front), "version": self.version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        self.server.notify("textDocument/didChange", params)

    def _ask_soon(self, stroke: Stroke) -> None:
        if not self.delay_ms:
            self._ask(stroke, is_again=False)
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self.delay_ms / 1000, self._ask_late, stroke)

    def _ask_late(self, stroke: Stroke) -> None:
        self._timer = None
        self._ask(stroke, is_again=False)

    def _ask(self, stroke: Stroke, *, is_again: bool) -> None:
        params = {**self._place(), "context": {"triggerKind": AUTOMATIC}}
        request = self.server.ask("textDocument/inlineCompletion", params)
        stroke.asked_at = stroke.asked_at or request.sent_at
        self._asked = _Asked(request, stroke, is_again)
        task = asyncio.create_task(self._take(self._asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _drop_request(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._asked is not None and not self._asked.request.answer.done():
            self.server.cancel(self._asked.request)
            self.cancelled += 1
        self._asked = None

    # In

    async def _take(self, asked: _Asked) -> None:
        result = await self.server.answered(asked.request)
        if asked is not self._asked:
            return
        items: list[Any] = [] if result is None else result["items"]
        stroke = asked.stroke
        if not asked.is_again:
            stroke.answer_ms = 1e3 * (asked.request.heard_at - stroke.pressed_at)
        if items and (asked.is_again or not self.shown):
            self._show(items[0], stroke, asked.request.heard_at)

    def _show(self, item: Any, stroke: Stroke, heard_at: float) -> None:
        start = offset_of(self.editor.text, item["range"]["start"])
        was_shown = bool(self.shown)
        self._ghost = Ghost(start, item["insertText"], self.version)
        stroke.shown = self.shown
        if stroke.shown and not was_shown:
            stroke.ghost_ms = 1e3 * (heard_at - stroke.pressed_at)

    def _hear_ready(self, params: Any) -> None:
        """The server has something better for a place: asked once, if all is as it was."""
        self.announced += 1
        asked = self._asked
        is_here = params["version"] == self._versions.get(self._front) and (
            {"textDocument": {"uri": params["uri"]}, "position": params["position"]}
            == self._place()
        )
        if asked is None or asked.is_again or not is_here:
            return
        self._ask(asked.stroke, is_again=True)

    def _place(self) -> dict[str, Any]:
        position = place_of(self.editor.text, self.editor.cursor)
        return {"textDocument": {"uri": self._uri(self._front)}, "position": position}

    def _uri(self, path: str) -> str:
        return (self.root / path).as_uri()


def place_of(text: str, offset: int) -> dict[str, int]:
    """An LSP position; the texts have no character that takes two UTF-16 units."""
    start = text.rfind("\n", 0, offset) + 1
    return {"line": text.count("\n", 0, offset), "character": offset - start}


def offset_of(text: str, position: dict[str, int]) -> int:
    start = 0
    for _ in range(position["line"]):
        start = text.index("\n", start) + 1
    return start + position["character"]

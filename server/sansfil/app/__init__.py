"""The composition root. What people start is in `commands`; the processes that belong to another one of ours
begin here, because they load only what they need and so are there sooner."""

from collections.abc import Callable, Mapping, Sequence

from sansfil.adapters import loopback_guard
from sansfil.adapters.extras import users_extras

DONE = 0


def main(arguments: Sequence[str]) -> int:
    """The exit code of `sansfil` with these arguments."""
    loopback_guard.inherit()
    extras = users_extras()
    extras.enter()
    serve = _CHILDREN.get(" ".join(arguments))
    if serve is not None:
        serve()
        return DONE
    from sansfil.app.commands import run  # the assistant and all that belongs to it

    return run(arguments, extras)


def _index_child() -> None:
    from sansfil.app.index_child import serve_index

    serve_index()


def _index_digester() -> None:
    from sansfil.app.index_child import serve_digests

    serve_digests()


_CHILDREN: Mapping[str, Callable[[], None]] = {
    "index-child": _index_child,
    "index-digester": _index_digester,
}

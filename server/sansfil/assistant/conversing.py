"""What a window converses with, loaded when it is needed: the cloud, and questions about the code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sansfil.assistant.window import Window
from sansfil.features.cloud import Cloud
from sansfil.features.followers import Followers

if TYPE_CHECKING:
    from sansfil.features.ask import Ask
    from sansfil.features.consenting import AskUser
    from sansfil.features.local_chat import LocalChat


def made_cloud(window: Window, reopen: Callable[[], None], asker: "AskUser | None") -> Cloud:
    """Under the window's settings; calls `reopen` where other models may answer than before."""
    world = window.outside.open_cloud(window.settings)
    cloud = Cloud(world, window.recording.record, window.tell, reopen)
    cloud.configure(window.settings, window.roots)
    if asker is not None:
        cloud.consenting.ask_by(asker)
    return cloud


def begun(window: Window, followers: Followers, cloud: Cloud) -> "Ask":
    """A conversation about the code, with nobody asked yet."""
    from sansfil.features.ask import Ask  # a key alone does not ask
    from sansfil.features.relevant import Relevant

    refusal = cloud.consenting.settled_refusal
    relevant = Relevant(followers.index, window.grounds.now, refusal)
    files = window.outside.files
    return Ask(cloud, files, window.roots, lambda: _local_chat(window, followers), relevant)


def _local_chat(window: Window, followers: Followers) -> "LocalChat | None":
    from sansfil.features.local_chat import LocalChat  # most windows ask the cloud

    session = followers.session
    server = None if session is None else window.outside.open_chat(session.facts)
    if session is None or server is None:
        return None
    return LocalChat(server, session.facts, window.recording.record)

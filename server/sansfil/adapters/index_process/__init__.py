"""The process that owns a workspace's index: how it is started and asked, and what it does. Its own side is
loaded there alone."""

from sansfil.adapters.index_process.link import ChildIndex

__all__ = ["ChildIndex"]

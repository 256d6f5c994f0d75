"""The architecture map: `atlas(files, tokens, mentioned, focus) -> str`, from what files define and use."""

from sansfil.core.atlas.facts import FileFacts
from sansfil.core.atlas.mapping import atlas

__all__ = ["FileFacts", "atlas"]

"""Format of a corpus file: a header, a table of sections, and the sections, each read in place.

All numbers are in the byte order of the machine that wrote them; a reader of the other order refuses the file.
"""

import struct

MAGIC = b"SANSFIL\x00"
VERSION = 1
"""To be raised whenever the sections, or the tokens that a text gives, change."""
BYTE_ORDER_MARK = 0x01020304
HEADER = struct.Struct("=8sIIQII")
"""Magic, version, byte order mark, length of the whole in bytes, CRC-32 of the table, of the rest."""
SECTION_COUNT = 9
TABLE = struct.Struct(f"={2 * SECTION_COUNT}Q")
"""Offset and length in bytes of each section, in the order of `corpus.Corpus`."""
ALIGNMENT = 8
DEPTH = 9
"""Suffixes are sorted by this many tokens: eight of context and the next one."""


def place_of(path: str) -> tuple[str, str]:
    """(folder, name): documents stand in this order, so that a folder is one stretch of tokens."""
    folder, _, name = path.rpartition("/")
    return folder, name

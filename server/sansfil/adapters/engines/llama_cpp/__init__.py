"""The client of a llama.cpp server.

`connecting` opens it: `introduction` finds out what it is. `client` fits
`ports.Engine`: `requests` is what it asks, `reading` what one generation says, `refusals` what is said
instead.
"""

from sansfil.adapters.engines.llama_cpp.client import LlamaCpp
from sansfil.adapters.engines.llama_cpp.connecting import Server, connected

__all__ = ["LlamaCpp", "Server", "connected"]

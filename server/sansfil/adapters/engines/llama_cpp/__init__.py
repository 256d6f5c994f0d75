"""The client of a llama.cpp server.

`connecting` opens it: `introduction`, `fim_tokens` and `rollback` find out what it is. `client` fits
`ports.Engine`: `wire` and `connection` are HTTP, `event_stream` its streamed form, `reading` what one
generation says, `stops` where it ends, `refusals` what is said instead.
"""

from sansfil.adapters.engines.llama_cpp.client import LlamaCpp
from sansfil.adapters.engines.llama_cpp.connecting import Server, connected

__all__ = ["LlamaCpp", "Server", "connected"]

"""The client of an Ollama server.

`connecting` opens it: `catalogue` is what the server tells of its models, `choosing` which of them,
`introduction` loads it, `fim_template` finds its tokens, `trial` whether its cache works. `client`
fits `ports.Engine`: `requests` is what it asks, `reading` what one generation says, `refusals` what is
said instead, `context` how long a prompt may be, `withholding` what is shown late, `residents` which
models share the memory.
"""

from sansfil.adapters.engines.ollama.client import Ollama
from sansfil.adapters.engines.ollama.connecting import Server, connected

__all__ = ["Ollama", "Server", "connected"]

"""Where the code index keeps its chunks: an embedded Qdrant, a Qdrant server, or memory."""

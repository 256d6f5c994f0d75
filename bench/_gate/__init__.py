"""A typist who reads, a model that is wrong more often than right, and the gate between them."""

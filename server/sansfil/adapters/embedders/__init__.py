"""Models that turn texts into vectors, for searching by meaning; each fits `ports.index.Embedder`.

`opening` chooses by the settings and tries the model once. `server` asks one over HTTP: `openai_compatible`
and `ollama` are its dialects, `address` says where it may be, `asking` repeats what is worth repeating on a
`connection`, `refusals` make sentences of what is said instead of vectors, `batches` cut what is too much
for one request. `onnx_file` runs a model file here. `prefixed` is what both do alike: `prefixes` are what models
were trained to see before texts; `redacting` keeps secrets here, `vectors` reads what came.
"""

from sansfil.adapters.embedders.opening import KEY_VARIABLE, leaves_machine, opened

__all__ = ["KEY_VARIABLE", "leaves_machine", "opened"]

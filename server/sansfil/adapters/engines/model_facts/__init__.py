"""What a model takes of memory, from its own metadata: a GGUF file, Ollama's answer, a config.json.

`of_gguf(path)` and `of_folder(path)` block while they read the head of a file or a small file, and
raise StoreError; `of_ollama(show, size, name)` and `of_config(config, weight_bytes, name)` give None
for what they do not understand. A model of an unknown kind is taken for one that keeps more, never less.
"""

from sansfil.adapters.engines.model_facts.of_config import of_config, of_folder
from sansfil.adapters.engines.model_facts.of_gguf import of_gguf, of_ollama

__all__ = ["of_config", "of_folder", "of_gguf", "of_ollama"]

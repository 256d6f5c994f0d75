"""Runs llama.cpp with a model that knows a text by heart, until its input ends: `engine.py TEXT_FILE`.

Prints "ready http://127.0.0.1:PORT"; the model and the server are those of `tests/engine`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.engine import models, serve

known = Path(sys.argv[1]).read_text("utf-8")
serve.main(str(models.by_heart(known)), ["n_parallel=2"])

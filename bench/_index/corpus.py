"""A made-up repository of any size: Dart and Python files with words of their own, the same for every seed.

python -m bench._index.corpus FOLDER FILES
"""

import random
import subprocess
import sys
from pathlib import Path

SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu".split()
METHODS_PER_FILE = 30


def make(folder: Path, files: int, seed: int = 6) -> Path:
    """A git repository with so many files, of about 10 chunks each."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(4_000)]
    for number in range(files):
        ending, text = _dart if number % 2 else _python
        path = folder / f"lib/part{number % 97}/{chance.choice(words)}_{number}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(chance, words, number), "utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=b", "-c", "user.email=b@example.org"]
    for words_of_git in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *words_of_git], check=True)
    return folder


def _of_python(chance: random.Random, words: list[str], number: int) -> str:
    methods = (
        f'    def {a}_{b}(self, {c}):\n        """How {a} is {b} by {c}."""\n'
        f"        {b} = self.{a}.{c}({c}, {a}={number})\n        return {b} or self.{d}\n"
        for a, b, c, d in (chance.choices(words, k=4) for _ in range(METHODS_PER_FILE))
    )
    return f"class {chance.choice(words).title()}{number}:\n" + "\n".join(methods)


def _of_dart(chance: random.Random, words: list[str], number: int) -> str:
    methods = (
        f"  /// How {a} is {b} by {c}.\n  Widget {a}{b.title()}(BuildContext {c}) {{\n"
        f"    final {d} = {b}.of({c}, {number});\n    return Text({d}.{a});\n  }}\n"
        for a, b, c, d in (chance.choices(words, k=4) for _ in range(METHODS_PER_FILE))
    )
    return f"class {chance.choice(words).title()}{number} {{\n" + "\n".join(methods) + "}\n"


_python, _dart = ("py", _of_python), ("dart", _of_dart)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))

"""git as tests use it: by an author of its own, whatever the user has configured."""

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> None:
    """Raises CalledProcessError."""
    author = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, *arguments], cwd=root, check=True, capture_output=True)

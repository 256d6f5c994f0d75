"""What doctor asks of the machine: interpreter, libraries, git, and whether the cache can be kept."""

import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import sansfil
from sansfil.ports import Machine

LIBRARIES = (
    *("pygls", "lsprotocol", "attrs", "cattrs", "pathspec"),
    *("platformdirs", "h11", "diskcache", "filelock", "nvidia-ml-py"),
)
GIT_DEADLINE_S = 5


def home_folder() -> Path | None:
    """The user's home; None for a user that has none, as containers start programs."""
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None


def who_and_where() -> tuple[str, ...]:
    """The user and the machine in some words that no other has, for what several of them share."""
    import getpass
    import uuid

    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as containers start programs
        user = ""
    try:
        number = Path("/etc/machine-id").read_text("ascii").strip()
    except (OSError, ValueError):
        number = hex(uuid.getnode())
    return user, platform.node(), number


def machine(cache_dir: Path) -> Machine:
    """Blocks for as long as `git --version` takes."""
    return Machine(
        version=sansfil.__version__,
        python=platform.python_version(),
        executable=sys.executable,
        package=str(Path(sansfil.__file__).parent),
        libraries={name: _version(name) for name in LIBRARIES},
        git=_git_version(),
        cache_dir=str(cache_dir),
        cache_obstacle=_obstacle_to_writing(cache_dir),
    )


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # only doctor waits for it

    try:
        return version(library)
    except PackageNotFoundError:
        return "?"


def _git_version() -> str:
    try:
        answer = subprocess.run(
            ["git", "--version"], capture_output=True, text=True, timeout=GIT_DEADLINE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.removeprefix("git version").strip()


def _obstacle_to_writing(folder: Path) -> str:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0")
    except OSError as error:
        return error.strerror or str(error)
    return ""

"""make setup: leaves `.venv/bin/sansfil` ready to run."""

from dev.python_tools import ensure_uv, ensure_venv
from dev.stamps import tools_lock
from dev.steps import run_target


def main() -> int:
    """Prepares the Python environment; prints one line when there was nothing to do."""
    with tools_lock():
        ensure_uv()
        ensure_venv()
    print("Sansfil is set up: .venv/bin/sansfil is ready.")
    return 0


if __name__ == "__main__":
    run_target(main)

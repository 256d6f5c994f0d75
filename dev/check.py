"""make check: style, types and import contracts of the server, types and style of the client."""

from pathlib import Path

from dev.extension import CLIENT, ensure_client_packages
from dev.node_tools import ensure_node, ensure_tool
from dev.programs import ROOT
from dev.python_tools import ensure_venv
from dev.stages import Stage, run_stages
from dev.stamps import tools_lock
from dev.steps import run_target, side_by_side


def main() -> int:
    """Runs every check, also after one that failed; exit status 1 if any did."""
    with tools_lock():
        side_by_side(ensure_venv, _ensure_client)
        python, npm = ensure_venv(), ensure_client_packages()
        pyright = ensure_tool("pyright", ".bin/pyright")
    folders = [
        folder for folder in ("server", "tests", "bench", "dev") if Path(ROOT, folder).is_dir()
    ]
    return run_stages(
        Stage("ruff check", (python / "ruff", "check", *folders)),
        Stage("ruff format", (python / "ruff", "format", "--check", *folders)),
        Stage("pyright", (pyright, "--threads", "2"), environment=npm),
        Stage("import contracts", (python / "lint-imports",)),
        Stage("client types", ("npm", "run", "typecheck"), CLIENT, npm),
        Stage("client style", ("npm", "run", "lint"), CLIENT, npm),
    )


def _ensure_client() -> None:
    ensure_node()
    side_by_side(ensure_client_packages, lambda: ensure_tool("pyright", ".bin/pyright"))


if __name__ == "__main__":
    run_target(main)

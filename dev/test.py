"""make test: the tests of the server, of the client, and of both in a real workbench."""

from pathlib import Path

from dev.code_server import ensure_code_server
from dev.extension import CLIENT, ensure_client_packages, ensure_vsix
from dev.node_tools import ensure_node, ensure_tool
from dev.python_tools import ensure_bytecode, ensure_venv
from dev.stages import Stage, run_stages
from dev.stamps import tools_lock
from dev.steps import run_target, side_by_side
from dev.system_packages import ensure_system_packages

WORKBENCH_TESTS = CLIENT / "test/e2e"
# Most tests wait for deadlines and child processes, so that three keep two cores busy.
IN_PARALLEL = ("-n", "3", "--dist", "worksteal")
NO_HANGING = ("-o", "faulthandler_timeout=120", "-o", "faulthandler_exit_on_timeout=true")


def main() -> int:
    """Runs every test, also after a stage that failed; exit status 1 if any did."""
    with tools_lock():
        ensure_system_packages()
        python = ensure_venv()
        npm = ensure_client_packages()
        side_by_side(_ensure_vsix_and_bytecode, _ensure_workbench)
    return run_stages(
        Stage(
            "server", (python / "pytest", *NO_HANGING, *IN_PARALLEL), summary=r"^=+ .* in [\d.]+s"
        ),
        Stage("client", ("npm", "test"), CLIENT, npm, summary=r"^ *(Test Files|Tests) "),
        Stage("workbench", _workbench_tests(), summary=r"^ℹ (tests|pass|fail|skipped) "),
    )


def _ensure_vsix_and_bytecode() -> None:
    # One after the other: no file may come or go in the tree that is being packed.
    ensure_vsix()
    ensure_bytecode()


def _ensure_workbench() -> None:
    ensure_code_server()
    ensure_tool("playwright-core", "playwright-core/index.js")


def _workbench_tests() -> tuple[str | Path, ...]:
    # One workbench at a time: each keeps two cores busy.
    options = ("--test", "--test-concurrency=1", "--test-reporter=spec", "--test-timeout=120000")
    return (ensure_node() / "node", *options, *sorted(WORKBENCH_TESTS.glob("*.test.mjs")))


if __name__ == "__main__":
    run_target(main)

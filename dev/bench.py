"""make bench: every benchmark, one after another; each prints its own table."""

from dev.programs import ROOT
from dev.python_tools import ensure_venv
from dev.stages import Stage, run_stages
from dev.stamps import tools_lock
from dev.steps import run_target


def main() -> int:
    """Runs the files of `bench/`; exit status 1 if one of them could not measure."""
    with tools_lock():
        python = ensure_venv() / "python"
    benchmarks = sorted((ROOT / "bench").glob("[a-z]*.py"))
    return run_stages(*(Stage(file.stem, (python, file)) for file in benchmarks))


if __name__ == "__main__":
    run_target(main)

"""Fills `bundled/libs` with our wheel and its locked pure-Python dependencies; quick when nothing changed."""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

CLIENT = Path(__file__).resolve().parent.parent
ROOT = CLIENT.parent
BUNDLED = CLIENT / "bundled"
SCRATCH = CLIENT / "dist"
LOCK = ROOT / "requirements.lock"
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
COMPILED = frozenset({".so", ".pyd", ".dll", ".dylib"})


def main() -> None:
    uv = _read_arguments()
    stamp = _fingerprint()
    if _stamp_of(BUNDLED) == stamp:
        return
    # On the same disk as the place it goes to, so that putting it there is one renaming.
    SCRATCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH, prefix="bundling-") as folder:
        fresh = Path(folder) / "bundled"
        _fill(fresh / "libs", Path(folder), uv)
        (fresh / "stamp").write_text(stamp, encoding="ascii")
        _put_in_place(fresh, Path(folder) / "stale")


def _read_arguments() -> str:
    own_uv = ROOT / ".tools/uv/bin/uv"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default=shutil.which("uv") or str(own_uv), help="the uv to use")
    uv: str = parser.parse_args().uv
    if shutil.which(uv) is None or not PYTHON.exists():
        sys.exit("uv or the environment .venv is missing: run `make setup` first.")
    return uv


def _fill(libs: Path, scratch: Path, uv: str) -> None:
    """Puts the packages into `libs`; exits with one sentence if one of them is compiled."""
    python = ("--python", str(PYTHON))
    build = ("build", "--wheel", "--no-build-isolation", "--out-dir", str(scratch))
    _run([uv, *build, *python, str(ROOT)])
    _install([uv, "pip", "install", *python], libs)
    [wheel] = scratch.glob("*.whl")
    # Unpacked by hand, because an installer notes down the path of a local wheel.
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(libs)
    shutil.rmtree(libs / "bin", ignore_errors=True)
    _refuse_compiled(libs)


def _install(uv_install: Sequence[str], libs: Path) -> None:
    locked = ("--require-hashes", "--no-deps", "--requirement", str(LOCK))
    where = ("--target", str(libs), "--no-compile-bytecode", "--only-binary", ":all:")
    _run([*uv_install, *where, *locked])


def _run(command: Sequence[str]) -> None:
    finished = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if finished.returncode != 0:
        sys.exit(f"The server could not be bundled; `{' '.join(command)}` said:\n{finished.stderr}")


def _refuse_compiled(libs: Path) -> None:
    for file in libs.rglob("*"):
        if COMPILED.intersection(file.suffixes):
            name = file.relative_to(libs).as_posix()
            sys.exit(f"{name} is compiled for one platform: only pure Python may be bundled.")


def _put_in_place(fresh: Path, stale: Path) -> None:
    if BUNDLED.exists():
        BUNDLED.rename(stale)
    fresh.rename(BUNDLED)


def _stamp_of(bundled: Path) -> str | None:
    stamp = bundled / "stamp"
    return stamp.read_text(encoding="ascii") if stamp.exists() else None


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(_ingredients()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _ingredients() -> Iterator[Path]:
    yield from (Path(__file__).resolve(), LOCK, ROOT / "pyproject.toml")
    yield from (ROOT / name for name in ("README.md", "LICENSE", "requirements-engine.lock"))
    for file in (ROOT / "server/sansfil").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


if __name__ == "__main__":
    main()

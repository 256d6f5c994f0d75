"""Whether a file is a whole GGUF file: every cut is noticed, no nonsense is followed."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.gguf_check import fault_of
from sansfil.adapters.engines.gguf_layout import BLOCKS

SOUND = struct.Struct("<4sIQQ")


def key_of(path: Path) -> str | None:
    fault = fault_of(path)
    return None if fault is None else fault.key


def test_a_whole_model_has_no_fault(model: Path) -> None:
    assert fault_of(model) is None


def test_every_cut_is_noticed(model: Path, tmp_path: Path) -> None:
    content, cut = model.read_bytes(), tmp_path / "cut.gguf"
    for length in (SOUND.size, 1_000, len(content) // 2, len(content) - 1):
        cut.write_bytes(content[:length])
        assert key_of(cut) == "engine.gguf_cut"
    cut.write_bytes(content[: SOUND.size - 1])
    assert key_of(cut) == "engine.not_gguf"


def test_sizes_of_tensor_types_are_those_of_the_library() -> None:
    constants = pytest.importorskip("gguf.constants")
    known = {int(kind): sizes for kind, sizes in constants.GGML_QUANT_SIZES.items()}
    # Q8_1 is a type of intermediate results, and no file has it.
    assert {kind: sizes for kind, sizes in known.items() if kind != 9} == BLOCKS


@given(head=st.binary(max_size=64), counts=st.tuples(*[st.integers(0, 2**64 - 1)] * 2))
def test_nonsense_behind_a_sound_head_is_a_fault_at_most(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, counts: tuple[int, int]
) -> None:
    path = tmp_path_factory.mktemp("nonsense") / "any.gguf"
    path.write_bytes(SOUND.pack(b"GGUF", 3, *counts) + head)
    assert key_of(path) in (None, "engine.gguf_cut")


def test_arrays_in_arrays_without_end_are_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "deep.gguf"
    array_of_one_array = struct.pack("<IQ", 9, 1)
    pair = struct.pack("<QI", 0, 9) + array_of_one_array * 5_000
    path.write_bytes(SOUND.pack(b"GGUF", 3, 0, 1) + pair)
    assert key_of(path) == "engine.gguf_cut"


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    assert key_of(tmp_path / "none") == "engine.model_unreadable"
    assert key_of(tmp_path) == "engine.model_unreadable"
    (tmp_path / "empty").touch()
    assert key_of(tmp_path / "empty") == "engine.not_gguf"

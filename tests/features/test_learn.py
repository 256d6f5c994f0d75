"""Learning a workspace once."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.learnable import Refusal
from sansfil.features.folders import workspace_key
from sansfil.features.learn import learn
from sansfil.ports import LearnedWorkspace, LearningProgress
from tests.fakes import FakeFiles, FakeStore
from tests.notation import ROOT

CODE = "def f(x):\n    return x\n"


def learned(
    files: FakeFiles, store: FakeStore, max_tokens: int = 100_000
) -> tuple[LearnedWorkspace, list[LearningProgress]]:
    heard: list[LearningProgress] = []
    return learn([ROOT], files, store, max_tokens, heard.append), heard


def test_only_what_may_be_learned_is_in_the_model() -> None:
    files = FakeFiles(
        {
            ROOT / "a.py": CODE,
            ROOT / ".env": "KEY=1",
            ROOT / "b.py": Refusal.NOT_UTF8,
            ROOT / "c.py": "# @generated\n" + CODE,
            ROOT / "ignored.py": CODE,
        },
        ignored={ROOT / "ignored.py"},
    )
    store = FakeStore()
    result, heard = learned(files, store)
    corpus = store.opened(result.path)
    assert [corpus.path_of(n) for n in range(corpus.document_count)] == [str(ROOT / "a.py")]
    assert result.refusals.counts == {
        Refusal.SECRET: 1,
        Refusal.NOT_UTF8: 1,
        Refusal.GENERATED: 1,
    }
    assert heard[0] == LearningProgress(0, 0)


def test_unchanged_files_are_not_read_again() -> None:
    files, store = FakeFiles({ROOT / "a.py": CODE}), FakeStore()
    first, _ = learned(files, store)
    files.text_of = None  # pyright: ignore[reportAttributeAccessIssue] - reading would fail
    second, _ = learned(files, store)
    assert first.path == second.path


def test_a_changed_file_is_another_model() -> None:
    store = FakeStore()
    first, _ = learned(FakeFiles({ROOT / "a.py": CODE}), store)
    second, _ = learned(FakeFiles({ROOT / "a.py": CODE * 2}), store)
    assert first.path != second.path


def test_where_the_budget_ends_the_newest_files_are_in() -> None:
    files = FakeFiles({ROOT / f"{n}.py": f"value_{n} = {n}\n" * 50 for n in range(10)})
    store = FakeStore()
    result, _ = learned(files, store, max_tokens=300)
    corpus = store.opened(result.path)
    assert corpus.path_of(corpus.document_count - 1) == str(ROOT / "9.py")
    assert result.refusals.counts[Refusal.OUT_OF_BUDGET] == 10 - corpus.document_count


def test_a_full_disk_still_gives_a_model() -> None:
    store = FakeStore(obstacle="No space left on device")
    result, _ = learned(FakeFiles({ROOT / "a.py": CODE}), store)
    assert not result.is_kept
    assert result.why_not_kept == "No space left on device"
    assert store.opened(result.path).document_count == 1


def test_the_order_of_folders_does_not_make_another_workspace() -> None:
    one, other = Path("/a"), Path("/b")
    assert workspace_key([one, other]) == workspace_key([other, one]) != workspace_key([one])


MIXED = {
    ROOT / "a.py": CODE,
    ROOT / ".env": "KEY=1",
    ROOT / "b.py": Refusal.NOT_UTF8,
    ROOT / "c.py": "# @generated\n" + CODE,
    ROOT / "d.py": CODE,
}


def test_a_model_that_is_kept_tells_of_the_same_refusals_as_when_it_was_learned() -> None:
    files, store = FakeFiles(MIXED), FakeStore()
    first, _ = learned(files, store)
    second, _ = learned(files, store)
    assert first.refusals.total == 3
    assert second == first


@given(st.integers(1, 200))
def test_refusals_of_any_budget_are_told_again(max_tokens: int) -> None:
    older = {ROOT / f"{n}.py": f"value_{n} = {n}\n" * (n + 1) for n in range(10)}
    files = FakeFiles({**older, **MIXED})
    store = FakeStore()
    first, _ = learned(files, store, max_tokens)
    assert learned(files, store, max_tokens)[0] == first


def test_what_is_out_of_budget_is_not_read_to_be_told_again() -> None:
    files = FakeFiles({ROOT / f"{n}.py": f"value_{n} = {n}\n" * 50 for n in range(10)})
    store = FakeStore()
    first, _ = learned(files, store, max_tokens=300)
    files.text_of = None  # pyright: ignore[reportAttributeAccessIssue] - reading would fail
    assert learned(files, store, max_tokens=300)[0] == first

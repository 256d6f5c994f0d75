"""Golden cases: each file says which places are offered after an edit by hand, and no others."""

from pathlib import Path

import pytest

from tests.core.next_edit.case import cases, finding_of, read_case, written

every_case = pytest.mark.parametrize(
    "path", cases(), ids=lambda path: f"{path.parent.name}-{path.stem}"
)


@every_case
def test_these_places_and_no_others_are_offered(path: Path) -> None:
    case = read_case(path)
    finding = finding_of(case)
    assert written(case.after.text, finding.places if finding else ()) == case.expected


def test_there_are_cases_of_every_language_and_of_silence() -> None:
    texts = [path.read_text("utf-8") for path in cases()]
    for language in ("python", "typescript", "javascript", "dart", "rust"):
        assert any(f'language = "{language}"' in text for text in texts)
    assert sum("⟦" not in text for text in texts) > 10

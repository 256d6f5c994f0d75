"""Identifiers are counted as they are written."""

from sansfil.core.chunks import identifiers


def test_identifiers_are_counted_with_their_case() -> None:
    found = identifiers("Bed bed = Bed(bed_size, 12, größe);", "dart")
    assert found == {"Bed": 2, "bed": 1, "bed_size": 1, "größe": 1}


def test_short_names_and_digests_are_left_out() -> None:
    assert identifiers(f"i = no + {'x' * 200}", "python") == {}


def test_prose_and_data_refer_to_nothing() -> None:
    assert identifiers("a bed of roses", "markdown") == {}
    assert identifiers('{"bed": 1}', "json") == {}
    assert identifiers("a bed of roses", "") == {}

"""Identifiers are counted as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.chunks import identifiers
from sansfil.core.ngram.redaction import looks_secret, redact

SECRETS = (
    'key = "sk-or-v1-' + "0f9a1b2c3d4e5f60" * 4 + '"',
    'A = "' + "AKIA" + 'IOSFODNN7EXAMPLE"',
    'A = "' + "AKIA" + 'QWERTYUIOPASDFGH"',
    "t = 'ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789'",
    'password = "hunter22"',
    '"api_key": "correcthorse"',
    "aws_secret = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    'url = "postgres://garden:Winter24@db/plants"',
    "run('mysql -u root -pWinter24 plants')",
    "# curl --user deploy:Winter24 https://garden.example",
    'h = {"Authorization": "Bearer 8f14e45fceea167a"}',
    'slack = "' + "xoxb-" + '1234567890-abcdefghij"',
)


def redact_all(text: str) -> str:
    return "\n".join(map(redact, text.split("\n")))


def test_identifiers_are_counted_with_their_case() -> None:
    found = identifiers("Bed bed = Bed(bed_size, 12, größe);", "dart")
    assert found == {"Bed": 2, "bed": 1, "bed_size": 1, "größe": 1}


def test_short_names_and_digests_are_left_out() -> None:
    assert identifiers(f"i = no + {'x' * 200}", "python") == {}


def test_prose_and_data_refer_to_nothing() -> None:
    assert identifiers("a bed of roses", "markdown") == {}
    assert identifiers('{"bed": 1}', "json") == {}
    assert identifiers("a bed of roses", "") == {}


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_no_identifier(secret: str) -> None:
    text = f"import os\n\n{secret}\nvalue = os.environ\n"
    found = identifiers(text, "python")
    assert {"import", "os", "value", "environ"} - {"os"} <= set(found)
    assert not any(looks_secret(name) for name in found)
    assert set(found) == set(identifiers(redact_all(text), "python"))


def test_a_name_beside_a_secret_is_counted() -> None:
    text = 'DB_PASSWORD = "hunter22"\nconnect(DB_PASSWORD)\n'
    assert identifiers(text, "python") == {"DB_PASSWORD": 2, "connect": 1}


@given(st.lists(st.sampled_from([*SECRETS, "x = 1", "keep(the_key)", "İ = 'İ'"]), max_size=8))
def test_a_text_tells_as_much_as_its_lines_without_secrets(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert identifiers(text, "python") == identifiers(redact_all(text), "python")

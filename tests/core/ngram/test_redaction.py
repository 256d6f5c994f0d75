"""What looks like a secret is not read; what people name things is."""

from random import Random

import pytest

from sansfil.core.ngram.lexer import REDACTED, lex_line
from sansfil.core.ngram.redaction import looks_secret

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    "line",
    [
        'key = "sk-' + "proj-aB3dE5fG7hI9jK1lM3nO5p" + '"',
        "token: ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
        "AWS = '" + "AKIA" + "IOSFODNN7EXAMPLE'",
        "aws_secret = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        'digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
        'password = "hunter22"',
        '"api_key": "correct-horse"',
        "Authorization: Bearer eyJ"
        + "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0",
    ],
)
def test_a_secret_is_not_read(line: str) -> None:
    assert looks_secret(line)
    assert REDACTED in lex_line(line).tokens


@pytest.mark.parametrize(
    "line",
    [
        "from sansfil.core.ngram.corpus_recall import territory_of_the_whole_workspace",
        "def test_a_very_long_name_with_number_2_in_it(self): pass",
        "assertRaisesRegexWithExpectedMessageAndCode500(HTTPResponseError)",
        'path = "/usr/lib/python3.11/site-packages/package/module_v2.py"',
        "password = getpass.getpass(prompt)",
        "0x1f00ff, 123456789012345678901234567890",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    ],
)
def test_code_is_read(line: str) -> None:
    assert not looks_secret(line)


def test_random_keys_are_hardly_ever_read() -> None:
    choice = Random(0)
    keys = ["".join(choice.choices(ALPHABET, k=40)) for _ in range(400)]
    assert sum(looks_secret(f"x = {key}") for key in keys) >= 380

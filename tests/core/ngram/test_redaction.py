"""What looks like a secret is not read; what people name things is."""

from random import Random

import pytest

from sansfil.core.ngram.lexer import REDACTED, lex_line
from sansfil.core.ngram.redaction import MARK, looks_secret, redact

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


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ('token="tok-9f8e7d6c5b"', 'token="?"'),
        ('"Authorization": "Bearer 8f14e45fceea167a"', '"Authorization": "Bearer ?"'),
        ('basic_auth = ("deploy", "Winter2024!")', 'basic_auth = ("deploy", "?")'),
        ('auth = HTTPBasicAuth("deploy", "Winter2024!")', 'auth = HTTPBasicAuth("deploy", "?")'),
        ('os.environ["DB_PASSWORD"] = "abcd"', 'os.environ["DB_PASSWORD"] = "?"'),
        ('password: str = "letmein"', 'password: str = "?"'),
        ('dbPassword := "letmein"', 'dbPassword := "?"'),
        ("'client-secret' => 'let\\'mein',", "'client-secret' => '?',"),
        ('password = "correct horse battery"', 'password = "?"'),
        ('password = "half typed', 'password = "?'),
        ("""data = '{"password": "letmein"}'""", """data = '{"password": "?"}'"""),
        ('"X-API-Key": "letmein"', '"X-API-Key": "?"'),
        ('MAILER_TOKEN = "abcdefgh"', 'MAILER_TOKEN = "?"'),
        ('<add key="DbPassword" value="letmein"/>', '<add key="DbPassword" value="?"/>'),
    ],
)
def test_a_string_given_to_a_telling_name_is_not_read(line: str, redacted: str) -> None:
    assert redact(line) == redacted.replace("?", MARK)


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("<password>MyXmlPassw0rd</password>", "<password>?</password>"),
        ("password: Tr0ub4dor&3", "password: ?"),
        ("  db_password: hunter2horse  # staging", "  db_password: ?  # staging"),
        ("MAILER_TOKEN = abc123def456", "MAILER_TOKEN = ?"),
        ("export SMTP_PASSWORD=shortpass1", "export SMTP_PASSWORD=?"),
        ("PGPASSWORD=letmein psql -h db", "PGPASSWORD=? psql -h db"),
        ("deploy --api-key=letmein now", "deploy --api-key=? now"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ?"),
    ],
)
def test_a_bare_word_that_configures_a_telling_name_is_not_read(line: str, redacted: str) -> None:
    assert redact(line) == redacted.replace("?", MARK)


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ('curl -H "X: Bearer 8f14e45fceea167a"', 'curl -H "X: Bearer ?"'),
        ("curl -u deploy:letmein https://host", "curl -u deploy:? https://host"),
        ("curl --user deploy:letmein host", "curl --user deploy:? host"),
        ("postgres://admin:pw@host/db", "postgres://admin:?@host/db"),
        ('f("tok-9f8e7d6c5b")', 'f("?")'),
        ('f("' + "xoxb" + '-12345-abcde")', 'f("?")'),
        ("mysql -u root -phunter2x", "mysql -u root -p?"),
        ("psql -phunter2x -h db", "psql -p? -h db"),
    ],
)
def test_a_secret_is_known_by_what_stands_before_it(line: str, redacted: str) -> None:
    assert redact(line) == redacted.replace("?", MARK)


@pytest.mark.parametrize(
    "line",
    [
        "password = get_password()",
        "token = self.lexer.next_token()",
        'if token == "(":',
        'if token == "identifier":',
        "self.token = token",
        "token = token2",
        "password: str",
        "password: string;",
        "def f(token: Token = None)",
        "tokens = []",
        'token_type = "identifier"',
        'tokenCount: "many"',
        'author = "Somebody Else"',
        "return password",
        "    password=password,",
        'headers = {"Authorization": f"Bearer {token}"}',
        'password = "${DB_PASSWORD}"',
        "password: ${DB_PASSWORD}",
        'url = f"postgres://{user}:{password}@{host}"',
        '"password": "password"',
        "token: uint32_t",
        "secret = settings.S3_SECRET",
        "password_file: /run/secrets/db1",
        "<password></password>",
        'print("Token: " + repr(token))',
        'auth_val = "Digest %s" % auth',
        "a user and password combination.",
        "Basic functionality of the token parser",
        "mkdir -p build/output",
    ],
)
def test_code_about_secrets_is_read(line: str) -> None:
    assert redact(line) == line

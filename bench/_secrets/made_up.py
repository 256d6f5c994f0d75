"""Made-up secrets of many kinds, each in the line that people write it in."""

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEX, LOWER = "0123456789abcdef", string.ascii_lowercase + string.digits
MIXED = string.ascii_letters + string.digits
BASE64 = MIXED + "+/"
URL_SAFE = MIXED + "-_"
PASSWORD = MIXED + "!#%^*?"


@dataclass(frozen=True)
class MadeUp:
    """`secret` stands in `text`, which is one line or, for keys, several."""

    kind: str
    text: str
    secret: str


class Maker:
    """Draws by a fixed seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def of(self, alphabet: str, length: int) -> str:
        """At least one digit and one letter, as real ones have."""
        while True:
            made = "".join(self._random.choices(alphabet, k=length))
            if any(map(str.isdigit, made)) and any(map(str.isalpha, made)):
                return made

    def base64_lines(self, count: int, width: int = 64) -> str:
        return "\n".join(self.of(BASE64, width) for _ in range(count))

    def token(self) -> str:
        parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": self.of(HEX, 8), "iat": 1516239022})
        encoded = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in parts]
        return ".".join((*(each.rstrip("=") for each in encoded), self.of(URL_SAFE, 43)))


Recipe = tuple[str, str, Callable[[Maker], str]]
"""A kind, the line with `%s` for the secret, and what draws the secret."""


def _of(prefix: str, alphabet: str, length: int, suffix: str = "") -> Callable[[Maker], str]:
    return lambda maker: f"{prefix}{maker.of(alphabet, length)}{suffix}"


TOKENS: tuple[Recipe, ...] = (
    ("OpenRouter", 'client = OpenAI(api_key="%s")', _of("sk-or-v1-", HEX, 64)),
    ("OpenRouter, bare", "# was %s before", _of("sk-or-v1-", HEX, 64)),
    ("OpenAI", "OPENAI_API_KEY=%s", _of("sk-", MIXED, 20, "T3BlbkFJ" + "a1B2" * 5)),
    ("OpenAI project", 'const key = "%s";', _of("sk-proj-", URL_SAFE, 100)),
    ("Anthropic", "export ANTHROPIC_API_KEY='%s'", _of("sk-ant-api03-", URL_SAFE, 93)),
    ("Groq", "groq = Groq('%s')", _of("gsk_", MIXED, 52)),
    ("xAI", "headers['x'] = '%s'", _of("xai-", MIXED, 80)),
    ("Replicate", 'replicate.Client("%s")', _of("r8_", MIXED, 37)),
    ("Hugging Face", "login(token='%s')", _of("hf_", MIXED, 34)),
    ("GitHub", "git clone https://%s@github.com/ada/repo", _of("ghp_", MIXED, 36)),
    ("GitHub app", "  token: %s", _of("ghs_", MIXED, 36)),
    ("GitHub fine-grained", "gh auth login --with-token <<< %s", _of("github_pat_", MIXED, 82)),
    ("GitLab", 'PRIVATE-TOKEN: "%s"', _of("glpat-", URL_SAFE, 20)),
    ("AWS id", "aws_access_key_id = %s", _of("AKIA", string.ascii_uppercase + "234567", 16)),
    ("AWS key", "aws_secret_access_key = %s", _of("", BASE64, 40)),
    ("AWS key in code", 'AWS_SECRET_KEY = "%s"', _of("", BASE64, 40)),
    ("Azure storage", "AccountName=x;AccountKey=%s;EndpointSuffix=core", _of("", BASE64, 86, "==")),
    ("Google API", "maps.init('%s')", _of("AIza", URL_SAFE, 35)),
    ("Google OAuth", 'client_secret: "%s"', _of("GOCSPX-", URL_SAFE, 28)),
    ("Google access", "curl -H 'Authorization: Bearer %s'", _of("ya29.", URL_SAFE, 80)),
    ("Slack bot", 'slack = WebClient("%s")', _of("xoxb-123456789012-123456789012-", MIXED, 24)),
    ("Slack hook", "%s", _of("https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/", MIXED, 24)),
    ("Stripe", "stripe.api_key = '%s'", _of("sk_live_", MIXED, 24)),
    ("Stripe hook", "endpoint_secret = '%s'", _of("whsec_", MIXED, 32)),
    ("Twilio", "Client(account, '%s')", _of("SK", HEX, 32)),
    (
        "SendGrid",
        "sg = SendGridAPIClient('%s')",
        lambda m: f"SG.{m.of(URL_SAFE, 22)}.{m.of(URL_SAFE, 43)}",
    ),
    ("Mailchimp", "mc = Mailchimp('%s')", _of("", LOWER, 32, "-us12")),
    (
        "Discord",
        "bot.run('%s')",
        lambda m: f"M{m.of(MIXED, 23)}.{m.of(MIXED, 6)}.{m.of(URL_SAFE, 27)}",
    ),
    ("Telegram", "Updater('%s')", lambda m: f"5123456789:{m.of(URL_SAFE, 35)}"),
    ("npm", "//registry.example.org/:_authToken=%s", _of("npm_", MIXED, 36)),
    ("PyPI", "password = %s", _of("pypi-AgEIcHlwaS5vcmc", URL_SAFE, 120)),
    ("DigitalOcean", "do = Manager(token='%s')", _of("dop_v1_", HEX, 64)),
    ("Docker", "docker login -p %s", _of("dckr_pat_", URL_SAFE, 27)),
    ("Shopify", "shop.activate('%s')", _of("shpat_", HEX, 32)),
    ("Vault", "vault login %s", _of("hvs.", URL_SAFE, 90)),
    ("Square", "square = '%s'", _of("sq0csp-", URL_SAFE, 43)),
    ("Artifactory", "curl -H 'X-JFrog-Art-Api: %s'", _of("AKC", MIXED, 70)),
    ("Linear", 'new LinearClient({ apiKey: "%s" })', _of("lin_api_", MIXED, 40)),
    ("JWT", 'jwt.decode("%s")', Maker.token),
    ("Bearer", "Authorization: Bearer %s", Maker.token),
    ("age", "# %s", lambda m: f"AGE-SECRET-KEY-1{m.of(LOWER, 58).upper()}"),
)
PASSWORDS: tuple[Recipe, ...] = (
    ("Python password", 'password = "%s"', _of("Tr0ub4dor", PASSWORD, 6)),
    ("dict password", "config = {'password': '%s', 'user': 'ada'}", _of("correct7", LOWER, 8)),
    ("attribute", "self.db_password = '%s'", _of("", PASSWORD, 14)),
    ("keyword argument", 'connect(host="db", passwd="%s")', _of("", PASSWORD, 10)),
    ("Java", 'String secret = "%s";', _of("", MIXED, 16)),
    ("JavaScript", "const authToken = '%s'", _of("", LOWER, 24)),
    ("JSON", '  "client_secret": "%s",', _of("", URL_SAFE, 32)),
    ("YAML", "  password: %s", _of("hunter", LOWER, 6)),
    (".env", "DB_PASSWORD=%s", _of("s3cr3t", MIXED, 8)),
    ("properties", "spring.datasource.password=%s", _of("", PASSWORD[:-4], 12)),
    ("XML", "<password>%s</password>", _of("pa55", MIXED, 8)),
    ("Dart", "final String apiKey = '%s';", _of("", HEX, 32)),
    ("PostgreSQL", 'DATABASE_URL = "postgres://ada:%s@db:5432/app"', _of("pw", MIXED, 8)),
    ("basic auth", "requests.get('https://ada:%s@example.org/x')", _of("", MIXED, 12)),
    ("mysql", "mysql -u root -p%s shop", _of("r00t", MIXED, 6)),
    ("curl", "curl -u ada:%s https://example.org", _of("z9", MIXED, 10)),
    ("hex", "signing_key = bytes.fromhex('%s')", _of("", HEX, 64)),
    ("C", '#define API_SECRET "%s"', _of("", MIXED, 20)),
    ("Go", 'authToken := "%s"', _of("", MIXED, 20)),
    ("Terraform", '  secret_key = "%s"', _of("", BASE64, 40)),
)


def made_up(seed: int = 7) -> Iterator[MadeUp]:
    """About seventy, always the same for the same seed."""
    maker = Maker(seed)
    for kind, line, draw in (*TOKENS, *PASSWORDS):
        secret = draw(maker)
        yield MadeUp(kind, line.replace("%s", secret), secret)
    yield from _private_keys(maker)


def _private_keys(maker: Maker) -> Iterator[MadeUp]:
    dashes = "-" * 5
    for kind in ("RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""):
        body = maker.base64_lines(6)
        name = f"{kind}PRIVATE KEY{dashes}"
        whole = f"{dashes}BEGIN {name}\n{body}\n{dashes}END {name}"
        yield MadeUp(f"{kind}key", f"KEY = '''{whole}\n'''", body)
        last = body.rpartition("\n")[2]
        yield MadeUp(f"{kind}key, cut off", f"{dashes}BEGIN {name}\n{body}", last)
        in_json = json.dumps({"private_key": whole})
        yield MadeUp(f"{kind}key in JSON", in_json, json.dumps(body)[1:-1])

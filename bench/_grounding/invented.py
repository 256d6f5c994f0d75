"""Imports that do not exist, as models invent them: the same for the same project."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

_ENDINGS = (
    "helper",
    "utils-pro",
    "easy",
    "toolkit-x",
    "wrapper",
    "extras2",
    "magic",
    "auto",
    "quick",
    "ultra",
)
_PLAUSIBLE = (
    "smartcache", "autologger", "fastvalidate", "easyconfig", "quickhttp", "datapipeliner", "neatforms",
    "supertable", "jsonwizard", "retrymaster", "cleanarch", "statebox", "turbosync", "formgenius", "netwise",
)  # fmt: skip
_ELSEWHERE = {
    "python": ("lodash", "axios", "dayjs", "rxjs", "moment_js", "flutter_bloc", "riverpod", "gorilla", "tokio", "serde"),  # noqa: E501
    "dart": ("requests_py", "numpy", "pandas", "lodash_dart", "axios", "express", "springboot", "guava", "retrofit2_java", "jackson"),  # noqa: E501
    "typescript": ("numpy", "pandas", "beautifulsoup4", "scikit-learn-js", "flutter_bloc", "springframework", "gson", "tokio-rs", "serde-rs", "django-orm"),  # noqa: E501
}  # fmt: skip
_NAMES = (
    "frobnicate", "load_everything", "safe_get_or_none", "AsyncTurboClient", "configure_magic", "parse_quickly",
    "to_plain_json", "from_config_file", "QuickCacheStore", "create_default_pipeline", "run_in_background_now",
    "ensure_valid_input", "get_or_build", "BaseSmartHandler", "make_simple_request",
)  # fmt: skip
_NAME_ENDINGS = ("Ex", "V2", "Plus", "Auto", "2", "Safe")
_LOCAL = ("zz_helpers", "nonexistent_service", "made_up_models", "phantom_utils", "imaginary_store")


def invented(language: str, declared: Sequence[str], folder: str, count: int) -> Iterator[str]:
    """`count` statements for a file in a project that declares these; `folder` names a place of its own."""
    names = list(dict.fromkeys(_names(language, declared)))
    for number in range(count):
        if number % 5 == 4:
            yield _local(language, f"{_LOCAL[number // 5 % len(_LOCAL)]}{number}", folder)
        else:
            yield _statement(language, names[number * 7 % len(names)])


def _names(language: str, declared: Sequence[str]) -> Iterator[str]:
    known = {each.lower().replace("_", "-") for each in declared}
    found = (*_PLAUSIBLE, *_ELSEWHERE[language], *_misspelled(declared), *_extended(declared))
    for name in found:
        spelled = (
            name
            if language == "typescript"
            else name.replace("-", "_").replace("@", "").replace("/", "_").replace(".", "_")
        )
        is_name = spelled.isascii() and (language == "typescript" or spelled.isidentifier())
        if spelled.lower().replace("_", "-") not in known and is_name:
            yield spelled


def _misspelled(declared: Sequence[str]) -> Iterator[str]:
    for name in sorted(declared):
        plain = name.rpartition("/")[2]
        if len(plain) > 4:
            at = 1 + blake2b(plain.encode(), digest_size=1).digest()[0] % (len(plain) - 2)
            yield plain[:at] + plain[at] + plain[at:] + "q"


def _extended(declared: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(sorted(declared)):
        yield f"{name.rpartition('/')[2]}-{_ENDINGS[number % len(_ENDINGS)]}"


def _statement(language: str, name: str) -> str:
    if language == "python":
        return f"from {name} import Client" if len(name) % 2 else f"import {name}"
    if language == "dart":
        return f"import 'package:{name}/{name}.dart';"
    return f'import {{ client }} from "{name}"' if len(name) % 2 else f'import "{name}/core"'


def _local(language: str, name: str, folder: str) -> str:
    if language == "python":
        return f"from .{name} import run" if len(name) % 2 else f"import {folder}.{name}"
    if language == "dart":
        return (
            f"import 'src/{name}.dart';"
            if len(name) % 2
            else f"import 'package:{folder}/{name}.dart';"
        )
    return (
        f'import {{ run }} from "./{name}"' if len(name) % 2 else f'import run from "../{name}.js"'
    )


def invented_names(real: Sequence[str], count: int) -> Iterator[str]:
    """`count` names that a module which has these does not have: misspelled, extended, and plausible ones."""
    made = [
        *_NAMES,
        *(f"{each}{_NAME_ENDINGS[at % len(_NAME_ENDINGS)]}" for at, each in enumerate(real)),
    ]
    made += [f"{each[:2]}{each[1:]}q" for each in real if len(each) > 4]
    fresh = [each for each in dict.fromkeys(made) if each not in real]
    yield from (fresh[number * 7 % len(fresh)] for number in range(count))

"""What a file is for, told by its path alone."""

from collections.abc import Collection
from functools import lru_cache

from sansfil.core.ranking.values import FileKind

TEST_FOLDERS = frozenset(
    "test tests __tests__ testing spec specs e2e integration_test integration_tests test_driver "
    "testdata test-data fixtures __fixtures__ mocks __mocks__ __snapshots__ androidtest".split()
)
TEST_STEMS = ("test_", "tests_", "conftest")
TEST_ENDS = ("_test", "_tests", "-test", ".test", ".spec", "_spec", "-spec", ".e2e", ".cy", "_mock")
# Names in capitals: `ThingTest.java`, `ThingTests.cs`, `ThingSpec.scala`.
TEST_WORDS = ("Test", "Tests", "TestCase", "Spec")
# What shows how the code is used is read like prose, and seldom what is to be changed.
DOC_FOLDERS = frozenset(
    "doc docs documentation example examples demo demos sample samples playground playgrounds "
    "tutorial tutorials benchmark benchmarks changelogs .changeset".split()
)
DOC_SUFFIXES = frozenset("md mdx mdc rst adoc asciidoc txt org tex textile".split())
DOC_NAMES = frozenset(
    "license licence notice authors contributors readme changelog changes news copying todo "
    "codeowners maintainers".split()
)
# What an interface says, once in every language: it says much of what code only does.
TRANSLATION_WORDS = frozenset(
    "l10n i18n locale locales translation translations localization localizations lang langs".split()
)
TRANSLATION_SUFFIXES = frozenset("json json5 yaml yml properties po toml ftl xml".split())
# These say nothing but wording, wherever they lie.
WORDING_SUFFIXES = frozenset("arb strings stringsdict xcstrings xliff xlf resx".split())
CONFIG_FOLDERS = frozenset(
    ".github .gitlab .circleci .vscode .idea .husky locales locale i18n l10n translations".split()
)
CONFIG_SUFFIXES = frozenset(
    "json json5 jsonc yaml yml toml ini cfg conf properties lock xml plist env editorconfig arb "
    "gradle kts podspec xcconfig pbxproj storyboard xib xcscheme entitlements iml in cmake csproj "
    "sln props tf hcl mod sum gitignore gitattributes dockerignore nix".split()
)
CONFIG_NAMES = frozenset(
    "dockerfile makefile podfile gemfile rakefile procfile vagrantfile".split()
)


@lru_cache(maxsize=1 << 16)
def kind_of(path: str) -> FileKind:
    """The kind of the file at `path` (POSIX, as paths are shown)."""
    *folders, name = path.split("/")
    above = {folder.lower() for folder in folders}
    if not TEST_FOLDERS.isdisjoint(above) or _is_test_name(name):
        return FileKind.TEST
    stem, _, suffix = name.lower().rpartition(".")
    if suffix in WORDING_SUFFIXES or _is_translation(above, stem, suffix):
        return FileKind.TRANSLATION
    if suffix in DOC_SUFFIXES or (stem or suffix) in DOC_NAMES or not DOC_FOLDERS.isdisjoint(above):
        return FileKind.DOC
    if suffix in CONFIG_SUFFIXES or suffix in CONFIG_NAMES or (stem or suffix) in CONFIG_NAMES:
        return FileKind.CONFIG
    return FileKind.CODE if CONFIG_FOLDERS.isdisjoint(above) else FileKind.CONFIG


def _is_translation(above: Collection[str], stem: str, suffix: str) -> bool:
    words = (*above, stem)
    return suffix in TRANSLATION_SUFFIXES and not TRANSLATION_WORDS.isdisjoint(words)


def _is_test_name(name: str) -> bool:
    stem = name.rpartition(".")[0] or name
    lower = stem.lower()
    return lower.startswith(TEST_STEMS) or lower.endswith(TEST_ENDS) or stem.endswith(TEST_WORDS)

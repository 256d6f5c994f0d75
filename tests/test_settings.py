"""One frozen tree from anything, with readable problems."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.phrases import sentence
from sansfil.settings import CLOSED_CEILING, Settings
from sansfil.settings.reading import read_settings, read_workspace_settings, tree_of_assignment

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["completion", "workspaceModel", "workspace_model", "cacheDir", "enabled", "languages", "*"]
)


def said(raw: Any) -> list[str]:
    return [sentence(problem, "en") for problem in read_settings(raw)[1]]


def test_nothing_configured_is_the_default() -> None:
    assert read_settings(None) == read_settings({}) == (Settings(), ())


def test_camel_case_of_the_editor_and_snake_case_of_toml_are_one_tree() -> None:
    editor, _ = read_settings({"workspaceModel": {"maxTokens": 50_000}, "cacheDir": "/c"})
    toml, _ = read_settings({"workspace_model": {"max_tokens": 50_000}, "cache_dir": "/c"})
    assert editor == toml
    assert editor.workspace_model.max_tokens == 50_000


def test_what_is_not_said_stays_as_it_was() -> None:
    first, _ = read_settings({"completion": {"languages": {"markdown": False}}})
    second, _ = read_settings({"completion": {"languages": {"go": False}}}, first)
    assert second.completion.languages == {"*": True, "markdown": False, "go": False}


@pytest.mark.parametrize(
    ("raw", "sentence_said"),
    [
        ({"complection": {}}, "There is no setting `complection`; did you mean `completion`?"),
        ({"zzz": 1}, "There is no setting `zzz`; remove it."),
        (
            {"completion": {"enabled": "yes"}},
            "`completion.enabled` must be true or false, not 'yes'; the default is used.",
        ),
        (
            {"workspaceModel": {"minConfidence": 7}},
            "`workspaceModel.minConfidence` must be a number from 0.0 to 1.0, not 7; "
            "the default is used.",
        ),
        (
            {"completion": {"languages": {"go": 1}}},
            "`completion.languages` must be a table of languages with true or false, "
            "not {'go': 1}; the default is used.",
        ),
        (
            {"cacheDir": "~nobody/x"},
            "`cacheDir` must be an absolute path, not '~nobody/x'; the default is used.",
        ),
        ("nonsense", "`sansfil` must be a table, not 'nonsense'; the default is used."),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_changes_nothing(
    raw: Any, sentence_said: str
) -> None:
    assert said(raw) == [sentence_said]
    assert read_settings(raw)[0] == Settings()


@given(st.dictionaries(KEYS | st.text(max_size=4), JSON) | JSON)
def test_no_input_is_refused_with_an_exception(raw: Any) -> None:
    settings, problems = read_settings(raw)
    assert isinstance(settings.completion.enabled, bool)
    assert 0 <= settings.workspace_model.min_confidence <= 1
    for problem in problems:
        assert sentence(problem, "en").endswith((".", "?"))
        assert sentence(problem, "fr").endswith((".", "?"))


def test_a_workspace_file_may_ask_for_less_work_and_not_for_more() -> None:
    for asked, granted in ((50_000, 50_000), (50_000_000, 2_000_000)):
        raw = {"workspace_model": {"max_tokens": asked}}
        settings, _ = read_workspace_settings(raw, Settings(), "/w/sansfil.toml")
        assert settings.workspace_model.max_tokens == granted


def test_a_workspace_file_may_stop_the_recording_of_usage_and_not_start_it() -> None:
    for users, asked in ((True, False), (False, True)):
        onto, _ = read_settings({"usage": {"record": users}})
        raw = {"usage": {"record": asked}}
        assert read_workspace_settings(raw, onto, "/w/sansfil.toml")[0].usage.record is False


def test_a_workspace_file_may_not_choose_programs_or_places() -> None:
    raw = {"interpreter": "/tmp/evil", "cache_dir": "/tmp", "completion": {"enabled": False}}
    settings, problems = read_workspace_settings(raw, Settings(), "/w/sansfil.toml")
    assert (settings.interpreter, settings.cache_dir) == ("", "")
    assert settings.completion.enabled is False
    assert [problem.key for problem in problems] == ["problem.setting_not_here"] * 2


@pytest.mark.parametrize(
    ("assignment", "tree"),
    [
        ("a=1", {"a": 1}),
        ("a.b=true", {"a": {"b": True}}),
        ("a.b = 0.5", {"a": {"b": 0.5}}),
        ("cacheDir=/x=y", {"cacheDir": "/x=y"}),
        ("local.layout=plain", {"local": {"layout": "plain"}}),
        ('local.layout="plain"', {"local": {"layout": "plain"}}),
        ("completion.languages={python = false}", {"completion": {"languages": {"python": False}}}),
    ],
)
def test_an_assignment_on_the_command_line_is_a_tree(assignment: str, tree: object) -> None:
    assert tree_of_assignment(assignment) == tree


@pytest.mark.parametrize("assignment", ["", "a", "=1"])
def test_what_is_no_assignment_is_refused(assignment: str) -> None:
    with pytest.raises(ValueError):
        tree_of_assignment(assignment)


STRICTEST: list[tuple[tuple[str, str], tuple[Any, ...], object]] = [
    (("consent", "private"), ("yes", 1, "True", None, []), True),
    (("consent", "send"), ("nevr", "never!", 0, None), "never"),
    (("consent", "local_only"), ("*.py", [1], {}), ("*",)),
    (("budget", "usd_per_day"), ("0", -1, float("nan"), True, 10**7), 0.0),
    (("budget", "usd_per_month"), ("0", -1, float("nan"), None), 0.0),
    (("cloud", "data_collection"), ("dney", False), "deny"),
    (("cloud", "zero_retention"), ("true", 1), True),
    (("cloud", "max_prompt_usd"), ("1", -1), CLOSED_CEILING),
    (("cloud", "max_completion_usd"), ("1", float("inf")), CLOSED_CEILING),
]


@pytest.mark.parametrize(("place", "values", "strictest"), STRICTEST)
def test_what_guards_money_or_the_border_is_strictest_where_nobody_can_read_it(
    place: tuple[str, str], values: tuple[object, ...], strictest: object
) -> None:
    table, name = place
    for value in values:
        settings, problems = read_settings({table: {name: value}})
        assert getattr(getattr(settings, table), name) == strictest
        (told,) = problems
        assert told.key == "problem.setting_held" and repr(strictest) in sentence(told, "en")


@pytest.mark.parametrize("table", ["consent", "budget", "cloud"])
def test_a_guard_that_is_no_table_is_the_strictest_as_a_whole(table: str) -> None:
    settings, problems = read_settings({table: "never"})
    for (there, name), _, strictest in STRICTEST:
        if there == table:
            assert getattr(getattr(settings, table), name) == strictest
    assert len(problems) == 1


def test_an_unreadable_guard_of_a_workspace_file_only_adds_to_what_the_user_forbids() -> None:
    onto, _ = read_settings({"budget": {"usd_per_day": 5}, "consent": {"local_only": ["a.py"]}})
    raw = {"consent": {"private": "yes", "local_only": "b.py"}, "budget": {"usd_per_day": "1"}}
    settings, _ = read_workspace_settings(raw, onto, "/w/sansfil.toml")
    assert settings.consent.private and settings.consent.local_only == ("a.py", "*")
    assert settings.budget.usd_per_day == 0


def test_a_whole_number_of_one_layer_may_be_a_fraction_in_the_next() -> None:
    onto, _ = read_settings({"budget": {"usd_per_day": 5}})
    settings, problems = read_settings({"budget": {"usd_per_day": 2.5}}, onto)
    assert (settings.budget.usd_per_day, problems) == (2.5, ())

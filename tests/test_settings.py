"""One frozen tree from anything, with readable problems."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.phrases import sentence
from sansfil.settings import (
    Settings,
    read_settings,
    read_workspace_settings,
    tree_of_assignment,
)

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

"""What a terminal is shown: text, and nothing that would command it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansfil.entrypoints import terminal

Captured = pytest.CaptureFixture[str]
ANYTHING = st.text(st.characters(exclude_categories=("Cs",)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING)
def test_nothing_that_is_written_commands_a_terminal(capsys: Captured, text: str) -> None:
    for write in (terminal.show, terminal.complain):
        write(text)
    shown = capsys.readouterr()
    for written in (shown.out, shown.err):
        commands = [each for each in written if not each.isprintable() and ord(each) < 0xA0]
        assert set(commands) <= {"\n", "\t"}
        assert not set(written) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


@pytest.mark.parametrize("text", ["a\n\tb\n", "« naïve », 12 €", "👩\u200d💻 עברית"])
def test_text_is_shown_as_it_is(capsys: Captured, text: str) -> None:
    terminal.show(text)
    assert capsys.readouterr().out == text


def test_a_line_is_rewritten_without_what_it_might_command(capsys: Captured) -> None:
    terminal.rewrite("half\x1b[2J\r")
    assert capsys.readouterr().err == "\r\x1b[Khalf[2J"

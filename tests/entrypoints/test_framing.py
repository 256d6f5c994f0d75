"""What the language server lets through to its log."""

import logging
from collections.abc import Callable

from pygls.exceptions import JsonRpcException, JsonRpcInternalError

from sansfil.entrypoints.lsp.framing import Discreet


def record_of(error: Exception) -> logging.LogRecord:
    said = 'Exception occurred for message "%s"'
    kind = (type(error), error, None)
    return logging.LogRecord("pygls.protocol", logging.ERROR, "", 1, said, ("x = 1",), kind)


def test_a_sentence_for_the_user_is_no_failure_to_be_logged() -> None:
    is_told: Callable[[Exception], bool] = lambda error: bool(Discreet().filter(record_of(error)))  # noqa: E731
    assert not is_told(JsonRpcException("The code index has not answered within 5 s."))
    assert is_told(JsonRpcInternalError("a bug"))
    assert is_told(ZeroDivisionError())


def test_what_is_logged_names_the_kind_of_the_failure_and_no_code() -> None:
    record = record_of(ZeroDivisionError("y = 2"))
    assert Discreet().filter(record)
    assert record.getMessage().startswith("pygls: Exception occurred for message")
    assert record.getMessage().endswith("ZeroDivisionError")
    assert "1" not in record.getMessage() and "2" not in record.getMessage()

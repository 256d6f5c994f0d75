"""Failures after the answer has begun, in OpenRouter's words.

Source: OpenRouter's documentation, "Streaming" (errors in mid-stream, also with a string for the code) and
"Errors and debugging" (an error inside of the choice).
"""

from collections.abc import Mapping
from typing import Any

from tests.openrouter_sim.faults import Fault

HALF_JSON = b'data: {"id":"gen-0","choices":[{"index":0,"delta":{"content":"ha\n\n'
ERRORS: Mapping[Fault, Mapping[str, Any]] = {
    Fault.MID_STREAM_INTEGER: {
        "code": 429,
        "message": "Rate limit exceeded",
        "metadata": {"error_type": "rate_limit_exceeded"},
    },
    Fault.MID_STREAM_STRING: {
        "code": "server_error",
        "message": "Provider disconnected unexpectedly",
    },
    Fault.ERROR_IN_200: {
        "code": 502,
        "message": "Provider returned error",
        "metadata": {"provider_name": "DeepInfra", "error_type": "provider_unavailable"},
    },
    Fault.ERROR_JSON_IN_200: {
        "code": 429,
        "message": "Provider returned error",
        "metadata": {"limit_source": "upstream_provider_shared_pool", "provider_name": "BaseTen"},
    },
    Fault.ERROR_IN_CHOICE: {
        "code": 502,
        "message": "Provider disconnected mid-stream",
        "metadata": {"error_type": "provider_unavailable"},
    },
}
WITH_DONE: Mapping[Fault, Fault] = {
    Fault.MID_STREAM_INTEGER_DONE: Fault.MID_STREAM_INTEGER,
    Fault.MID_STREAM_STRING_DONE: Fault.MID_STREAM_STRING,
}

IN_THE_MIDDLE = (Fault.MID_STREAM_INTEGER, Fault.MID_STREAM_STRING, Fault.ERROR_IN_CHOICE)


def kind_of(fault: Fault | None) -> Fault | None:
    """The failure itself, whether [DONE] follows or not."""
    return WITH_DONE.get(fault, fault) if fault else None


def has_body_of_its_own(fault: Fault | None) -> bool:
    """Whether nothing but an error is in the body of what is not streamed."""
    kind = kind_of(fault)
    return kind in ERRORS and kind is not Fault.ERROR_IN_CHOICE


def error_of(fault: Fault | None) -> Mapping[str, Any]:
    kind = kind_of(fault)
    assert kind is not None
    return ERRORS[kind]

"""The ways in which a request to a chat server fails, and what is to be done about each."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One kind of failure, whatever its wire format."""

    NO_KEY = "no_key"
    WRONG_KEY = "wrong_key"
    NO_CREDIT = "no_credit"
    MINUTE_LIMIT = "minute_limit"
    DAY_LIMIT = "day_limit"
    BUSY = "busy"
    """The provider's shared capacity is used up (429 without a limit of ours, 503, 529)."""
    TOO_LONG = "too_long"
    """The prompt does not fit into the model's context."""
    TOO_LARGE = "too_large"
    MODEL_GONE = "model_gone"
    FREE_ENDED = "free_ended"
    NO_TOOLS = "no_tools"
    PRIVACY = "privacy"
    """No endpoint is left that the account's, or the request's, data policy allows."""
    CONSTRAINED = "constrained"
    MODERATED = "moderated"
    REFUSED = "refused"
    """Any other complaint about the request itself."""
    TIMEOUT = "timeout"
    PROVIDER = "provider"
    """The provider failed (5xx), or reported an error in the middle."""
    CUT = "cut"
    """The answer ended without an end."""
    GARBLED = "garbled"
    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    TLS = "tls"


class Remedy(StrEnum):
    """What the cascade does next."""

    NEXT_MODEL = "next_model"
    REFRESH = "refresh"
    """Read the list of models anew, then take the next one."""
    STOP = "stop"
    """Every model would fail so: the user has to do something first."""
    WAIT = "wait"
    """Free models rest until the limit is lifted; a paid one may be asked within budget."""


@dataclass(frozen=True)
class LimitNews:
    """What a provider said of the free quota: `limit` and `remaining` of the day or the minute (None where
    untold), until `resets_s` (Unix time; 0 where untold)."""

    is_daily: bool
    limit: int | None = None
    remaining: int | None = None
    resets_s: float = 0.0


_REMEDIES = {
    Remedy.STOP: (
        Fault.NO_KEY, Fault.WRONG_KEY, Fault.TOO_LARGE, Fault.REFUSED, Fault.UNREACHABLE,
        Fault.PROXY, Fault.TLS,
    ),
    Remedy.REFRESH: (Fault.MODEL_GONE, Fault.FREE_ENDED),
    Remedy.WAIT: (Fault.MINUTE_LIMIT, Fault.DAY_LIMIT),
}  # fmt: skip


def remedy_for(fault: Fault) -> Remedy:
    """The next model where nothing better is known: another provider may well answer."""
    return next(
        (remedy for remedy, faults in _REMEDIES.items() if fault in faults), Remedy.NEXT_MODEL
    )

"""What a person is told of each fault of a chat server: one plain sentence with what to do."""

from collections.abc import Mapping

from sansfil.core.faults import Fault
from sansfil.core.phrases import Phrase, phrase

# Those that name what only a provider has: an account, a key of the user's own, prices, a list of models.
_OF_PROVIDER: Mapping[Fault, str] = {
    Fault.NO_KEY: "cloud.no_key",
    Fault.WRONG_KEY: "cloud.wrong_key",
    Fault.NO_CREDIT: "cloud.no_credit",
    Fault.MINUTE_LIMIT: "cloud.minute_limit",
    Fault.DAY_LIMIT: "cloud.day_limit",
    Fault.MODEL_GONE: "cloud.model_gone",
    Fault.FREE_ENDED: "cloud.free_ended",
    Fault.PRIVACY: "cloud.privacy",
    Fault.CONSTRAINED: "cloud.constrained",
}
_OF_SERVER: Mapping[Fault, str] = {
    Fault.NO_KEY: "cloud.server_wants_key",
    Fault.WRONG_KEY: "cloud.server_wants_key",
    Fault.MODEL_GONE: "cloud.server_has_no_model",
}
_OF_ALL: Mapping[Fault, str] = {
    Fault.BUSY: "cloud.busy",
    Fault.TOO_LONG: "cloud.too_long",
    Fault.TOO_LARGE: "cloud.too_large",
    Fault.NO_TOOLS: "cloud.no_tools",
    Fault.MODERATED: "cloud.moderated",
    Fault.REFUSED: "cloud.refused",
    Fault.TIMEOUT: "cloud.timeout",
    Fault.PROVIDER: "cloud.provider_failed",
    Fault.CUT: "cloud.cut",
    Fault.GARBLED: "cloud.garbled",
    Fault.UNREACHABLE: "cloud.unreachable",
    Fault.PROXY: "cloud.proxy",
    Fault.TLS: "cloud.tls",
}


def said_of(
    fault: Fault, server: str, *, model: str = "", why: str = "", is_provider: bool = True
) -> Phrase:
    """`server` is its name, `model` what was asked for, `why` the server's own words, made safe to repeat.

    What is not known may be empty.
    """
    own = _OF_PROVIDER if is_provider else _OF_SERVER
    key = own.get(fault) or _OF_ALL.get(fault) or _OF_PROVIDER[fault]
    reason = f" ({why})" if why else ""
    return phrase(key, server=server, model=model or "?", why=reason)

"""What OpenRouter says instead of an answer, as a fault ("Errors and debugging", and captured answers).

In this order: the availability envelope, the words of limits and policies, the error's type, the status.
"""

from collections.abc import Mapping

from sansfil.adapters.engines.chat.complaints import Complaints, Refused, wait_s
from sansfil.adapters.engines.chat.refusals import (
    TOO_LONG,
    by_status,
    is_redirect,
    redirected,
    status_of,
    words_of,
)
from sansfil.adapters.engines.openrouter.limits import limit_fault, news_of
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, text
from sansfil.core.faults import Fault
from sansfil.ports.chat import ChatError

AVAILABILITY: Mapping[str, Fault] = {
    "model_not_found": Fault.MODEL_GONE,
    "wrong_endpoint": Fault.MODEL_GONE,
    "no_endpoints": Fault.MODEL_GONE,
    "model_deprecated": Fault.MODEL_GONE,
    "model_unavailable_upstream": Fault.MODEL_GONE,
    "capacity_exhausted": Fault.BUSY,
    "temporarily_unavailable": Fault.BUSY,
    "region_restricted": Fault.CONSTRAINED,
    "privacy_restricted": Fault.PRIVACY,
    "constraint_filtered": Fault.CONSTRAINED,
    "free_variant_ended": Fault.FREE_ENDED,
}
TYPES: Mapping[str, Fault] = {
    "context_length_exceeded": Fault.TOO_LONG,
    "max_tokens_exceeded": Fault.TOO_LONG,
    "token_limit_exceeded": Fault.TOO_LONG,
    "string_too_long": Fault.TOO_LONG,
    "authentication": Fault.WRONG_KEY,
    "payment_required": Fault.NO_CREDIT,
    "provider_overloaded": Fault.BUSY,
    "provider_unavailable": Fault.PROVIDER,
    "payload_too_large": Fault.TOO_LARGE,
    "content_policy_violation": Fault.MODERATED,
    "refusal": Fault.MODERATED,
    "server": Fault.PROVIDER,
    "timeout": Fault.TIMEOUT,
    "unmapped": Fault.PROVIDER,
}
LATE = frozenset({504, 524})
STATUSES: Mapping[int, Fault] = {
    401: Fault.WRONG_KEY,
    402: Fault.NO_CREDIT,
    429: Fault.BUSY,
    524: Fault.TIMEOUT,
    529: Fault.BUSY,
}


def refusal(complaints: Complaints, refused: Refused) -> ChatError:
    """The error for an answer that is none, or for a message of a stream with an error in it."""
    if is_redirect(refused.status):
        return redirected(complaints)
    error, words = as_tree(refused.tree.get("error")), words_of(refused.tree)
    fault = _fault_of(complaints, refused, error, words)
    available = as_tree(error.get("availability"))
    return complaints.of(
        fault,
        words,
        retry_after_s=wait_s(refused.headers.get("retry-after", available.get("retry_after"))),
        limit=news_of(fault, error, refused.headers),
        generation=generation_of(refused.headers, refused.tree),
        cost=0 if _is_unbilled(refused, error) else None,
    )


def _is_unbilled(refused: Refused, error: Tree) -> bool:
    """What was refused before its answer began is not charged ("Zero completion insurance"); where a
    gateway lost its patience, the provider behind it may have worked on."""
    return refused.status != 200 if error else refused.status >= 400 and refused.status not in LATE


def generation_of(headers: Mapping[str, str], tree: Tree) -> str:
    """Its number of the request, from the head of the answer or from a message of it."""
    told = headers.get("x-generation-id", "") or text(tree.get("id"))
    return told if told.isprintable() and len(told) <= 100 else ""


def _fault_of(complaints: Complaints, refused: Refused, error: Tree, words: str) -> Fault:
    known = _by_envelope(error) or _by_words(error, words.lower(), complaints.model)
    kind = text(as_tree(error.get("metadata")).get("error_type") or error.get("error_type"))
    fault = known or TYPES.get(kind) or _by_status(status_of(refused), error, words)
    if fault is Fault.WRONG_KEY and not complaints.key:
        return Fault.NO_KEY
    return fault


def _by_envelope(error: Tree) -> Fault | None:
    """ "Switch on what is excluded": one word stands for several constraints."""
    available = as_tree(error.get("availability"))
    fault = AVAILABILITY.get(text(available.get("code")))
    if fault is not Fault.CONSTRAINED:
        return fault
    excluded = [text(each) for each in as_list(available.get("excluded_by"))]
    if any(each.startswith("data_policy") for each in excluded):
        return Fault.PRIVACY
    return Fault.TOO_LONG if excluded == ["context_length"] else fault


def _by_words(error: Tree, words: str, model: str) -> Fault | None:
    """Older answers tell no code of the reason."""
    limit = limit_fault(error, words)
    if limit is not None:
        return limit
    if "data policy" in words or "settings/privacy" in words:
        return Fault.PRIVACY
    if "support tool use" in words:
        return Fault.NO_TOOLS
    if "no endpoints found" in words:
        return Fault.FREE_ENDED if model.endswith(":free") else Fault.MODEL_GONE
    if "not a valid model" in words:
        return Fault.MODEL_GONE
    return Fault.TOO_LONG if TOO_LONG.search(words) else None


def _by_status(status: int, error: Tree, words: str) -> Fault:
    about = as_tree(error.get("metadata"))
    if status == 403:
        return _forbidden(about, words.lower())
    if status == 404 and not error:
        # No OpenRouter writes so: something else answers at this address.
        return Fault.REFUSED
    if status == 400 and about.get("provider_name"):
        # Not the request is wrong, but what this one provider makes of it.
        return Fault.PROVIDER
    return STATUSES.get(status) or by_status(status)


def _forbidden(about: Tree, words: str) -> Fault:
    if "reasons" in about or "patterns" in about or "moderation" in words or "blocked" in words:
        return Fault.MODERATED
    return Fault.NO_CREDIT if "limit" in words else Fault.REFUSED

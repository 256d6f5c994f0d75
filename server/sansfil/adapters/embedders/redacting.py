"""Texts without what looks like a secret, for those that leave the machine."""

from sansfil.core.consent.rules import in_order, secrets_of_lines, secrets_of_whole

HIDDEN = "…"


def without_secrets(text: str) -> str:
    """The same text always comes out the same, so that its vector can be kept."""
    pieces, end = list[str](), 0
    for secret in in_order((*secrets_of_whole(text), *secrets_of_lines(text))):
        pieces += (text[end : secret.start], HIDDEN)
        end = secret.end
    return "".join((*pieces, text[end:]))

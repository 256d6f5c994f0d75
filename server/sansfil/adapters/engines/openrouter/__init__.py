"""OpenRouter, and what speaks as it does: `provider` fits `ports.chat.Provider`.

`requests` is what it is asked beyond what every chat server is, `refusals` what it says instead of an
answer, `limits` what it tells of the free quota, `account` what it tells of a key and of a bill.
"""

from sansfil.adapters.engines.openrouter.provider import OpenRouter

__all__ = ["OpenRouter"]

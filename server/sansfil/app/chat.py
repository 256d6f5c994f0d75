"""What converses, opened when it is needed: the cloud with its books, and chat servers of this machine."""

import importlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters.engines.opening import OTHERS_KEY_VARIABLE
from sansfil.adapters.workspace import FilesOnDisk
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineFacts

if TYPE_CHECKING:
    from sansfil.features.cloud import CloudWorld
    from sansfil.ports.books import Ledger
    from sansfil.ports.chat import ChatServer, Provider
    from sansfil.ports.leaving import Consents

CLOUD_PACKAGES = ("openai", "detect_secrets")
CHAT_KINDS = {"llama.cpp": "llama.cpp", "vLLM": "vllm", "TabbyAPI": "tabby"}


def opened_cloud(folder: Path, consents: "Consents", key: str) -> "CloudWorld":
    """`folder` holds what must not be lost; `key` is the environment's, empty for none."""
    # A chat server of this machine needs none of these.
    from sansfil.adapters.offer_cache import OfferFolder
    from sansfil.adapters.secrets_scanner import LibraryScanner
    from sansfil.features.cloud import CloudWorld

    return CloudWorld(
        _open_provider,
        lambda: _open_ledger(folder),
        consents,
        LibraryScanner(),
        OfferFolder(folder / "offers"),
        FilesOnDisk(),
        key,
        _missing_for_cloud,
    )


def _missing_for_cloud() -> Phrase | None:
    absent = [name for name in CLOUD_PACKAGES if importlib.util.find_spec(name) is None]
    return phrase("sending.needs_openai", packages=tuple(absent)) if absent else None


def _open_provider(url: str, key: str) -> "Provider":
    """Loads for a second or two, which the first suggestion need not wait for: to be called in a thread."""
    importlib.import_module("openai")
    from sansfil.adapters.engines.openrouter import OpenRouter

    return OpenRouter(url, key)


def _open_ledger(folder: Path) -> "Ledger":
    from sansfil.adapters.ledger import SqliteLedger  # most windows never send anything

    return SqliteLedger(folder / "ledger")


def opened_chat(facts: EngineFacts) -> "ChatServer | None":
    """None for an engine of ours: its key is for completions, and its model seldom chats."""
    if facts.is_managed:
        return None
    key = os.environ.get("LLAMA_API_KEY" if facts.name == "llama.cpp" else OTHERS_KEY_VARIABLE, "")
    if facts.name == "Ollama":
        from sansfil.adapters.engines.ollama.chat import OllamaChat

        return OllamaChat(facts.url, key)
    if importlib.util.find_spec("openai") is None:
        return None
    from sansfil.adapters.engines.chat import OpenAIChat

    return OpenAIChat(facts.url, CHAT_KINDS.get(facts.name, "openai"), key)

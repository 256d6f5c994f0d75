"""Where a Qdrant server is, and what one workspace's collections are called there."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sansfil.core.consent.consent import destination_of

_FINGERPRINT = "[0-9a-f]{8}"


@dataclass(frozen=True)
class ServerPlace:
    """`url` is http or https, with a port (6333 where there is none) and perhaps a path before the API;
    `grpc_port` 0 asks by REST alone; `workspace` is 16 hex digits that no other machine and user has;
    `shards` and `replicas` are of collections that are made. `api_key` may be empty."""

    url: str
    workspace: str
    grpc_port: int = 6334
    api_key: str = field(default="", repr=False)
    shards: int = 1
    replicas: int = 1

    @property
    def alias(self) -> str:
        return f"sansfil_{self.workspace}"

    def collection(self, fingerprint: str) -> str:
        return f"{self.alias}_{fingerprint}"

    def fingerprint_of(self, collection: str) -> str:
        """Empty where the collection is not one of this workspace's."""
        ours = re.fullmatch(rf"{re.escape(self.alias)}_({_FINGERPRINT})", collection)
        return ours[1] if ours else ""

    @property
    def origin(self) -> str:
        """The address as it may be told: without a user, a password, or a query."""
        try:
            parts = urlsplit(self.url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}"

    @property
    def key(self) -> str:
        """The key as it is sent: whoever read it from a file has the end of its line, too."""
        return self.api_key.strip()

    @property
    def is_key_sendable(self) -> bool:
        """Whether it is one that a header can hold (RFC 9110, 5.5)."""
        return all(" " <= letter <= "~" for letter in self.key)

    @property
    def is_readable(self) -> bool:
        """Whether the address is one that can be asked."""
        return bool(re.fullmatch(r"https?://[^/]+", self.origin))

    @property
    def leaves_machine(self) -> bool:
        """Whether it is another machine, or an address that nobody can read."""
        try:
            return destination_of(self.url, is_provider=False).leaves_machine
        except ValueError:
            return True

    @property
    def may_be_tunnelled(self) -> bool:
        """Whether a proxy of the environment may stand between: it would read the key and all else that is
        not encrypted, and knows another machine by the name of this one."""
        try:
            destination = destination_of(self.url, is_provider=False)
        except ValueError:
            return False
        return destination.leaves_machine and destination.origin.startswith("https:")

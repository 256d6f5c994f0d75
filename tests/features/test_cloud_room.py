"""What is told of the cloud before it is loaded."""

import pytest

from sansfil.core.phrases import sentence
from sansfil.features.cloud import Cloud
from sansfil.features.cloud_room import CloudRoom
from sansfil.settings import CloudSettings, ConsentSettings, Settings


def never_made() -> Cloud:
    raise AssertionError("nobody asked for it")


@pytest.mark.parametrize("consent", [ConsentSettings(private=True), ConsentSettings(send="never")])
async def test_a_password_in_the_address_is_in_no_status(consent: ConsentSettings) -> None:
    address = CloudSettings(base_url="https://user:hunter2@elsewhere.invalid/v1")
    status = CloudRoom(never_made).status(Settings(cloud=address, consent=consent))
    assert "hunter2" not in sentence(status.message, "en")

"""The child process that brings a model file from a hub into the cache that all programs share.

`huggingface_hub` finds the file and keeps the cache; a download that was cut off goes on where it
ended, which the library (2.4) does only within one call, so the unfinished file is kept here.
"""

import errno
import importlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sansfil.adapters import loopback_guard
from sansfil.adapters.engines.hub_file import OUR_NAME, FetchFailed, Wanted, bring, held
from sansfil.core.phrases import Phrase, phrase

# It becomes a file name, and a hub may say anything.
ETAG = re.compile(r"[0-9A-Za-z_-]{8,128}")
REFUSED = (401, 403)
DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DONE, COULD_NOT = 0, 1
# Before the library is loaded: no telemetry, no token of the user's, and downloads by plain ranges.
ENVIRONMENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
}


def fetch(repository: str, file: str) -> int:
    """Say `{"done", "total"}` while it downloads, then `{"path"}`, or `{"problem", "values"}`.

    The exit code is 0 where there is a path.
    """
    os.environ.update(ENVIRONMENT)
    try:
        _say({"path": _fetched(repository, file)})
    except FetchFailed as failure:
        _say({"problem": failure.said.key, "values": dict(failure.said.values)})
        return COULD_NOT
    return DONE


def _fetched(repository: str, file: str) -> str:
    import httpx2

    errors: Any = importlib.import_module("huggingface_hub.errors")
    refused = (errors.GatedRepoError, errors.RepositoryNotFoundError)
    missing = (errors.RemoteEntryNotFoundError, errors.RevisionNotFoundError)
    try:
        return _cached(repository, file) or _downloaded(repository, file)
    except refused as error:
        raise FetchFailed(phrase("engine.hub_refuses", repository=repository)) from error
    except missing as error:
        raise FetchFailed(phrase("engine.hub_no_file", repository=repository, file=file)) from error
    except errors.HfHubHTTPError as error:
        raise FetchFailed(_phrase_of_status(error.response.status_code, repository)) from error
    except (httpx2.HTTPError, errors.OfflineModeIsEnabled, errors.FileMetadataError) as error:
        raise FetchFailed(phrase("engine.hub_unreachable", why=_short(error))) from error
    except errors.HFValidationError as error:
        raise FetchFailed(phrase("engine.model_name", model=f"{repository}/{file}")) from error
    except OSError as error:
        raise FetchFailed(_phrase_of_system(error, file)) from error


def _cached(repository: str, file: str) -> str:
    """The file as it was downloaded before, by whatever program; nothing is asked of the network."""
    library: Any = importlib.import_module("huggingface_hub")
    path = library.try_to_load_from_cache(repository, file)
    return path if isinstance(path, str) else ""


def _downloaded(repository: str, file: str) -> str:
    if loopback_guard.is_on():
        raise FetchFailed(phrase("consent.private_download"))
    library: Any = importlib.import_module("huggingface_hub")
    url = library.hf_hub_url(repository, file)
    found = library.get_hf_file_metadata(url, token=False, library_name=OUR_NAME)
    if not ETAG.fullmatch(found.etag or ""):
        raise FetchFailed(phrase("engine.hub_unreachable", why="no ETag"))
    wanted = Wanted(file, found.location, str(found.etag), found.size)
    folder, cache = f"models--{repository.replace('/', '--')}", Path(library.constants.HF_HUB_CACHE)
    blob = cache / folder / "blobs" / wanted.etag
    blob.parent.mkdir(parents=True, exist_ok=True)
    # The lock is the library's own: whoever else downloads this file waits, and so do we.
    lock_file = cache / ".locks" / folder / f"{wanted.etag}.lock"
    with held(lock_file, blob, wanted.size or 0, _tell):
        if not blob.exists():
            bring(wanted, blob, _tell)
    # The library finds the file there, and notes which revision it belongs to.
    return str(library.hf_hub_download(repository, file, token=False, library_name=OUR_NAME))


def _phrase_of_status(status: int, repository: str) -> Phrase:
    if status in REFUSED:
        return phrase("engine.hub_refuses", repository=repository)
    return phrase("engine.hub_unreachable", why=f"HTTP {status}")


def _phrase_of_system(error: OSError, file: str) -> Phrase:
    if error.errno in DISK_IS_FULL:
        return phrase("engine.disk_full", file=file)
    if error.errno is None:
        # The library's word for an answer of another length than was promised.
        return phrase("engine.download_damaged", file=file)
    return phrase("engine.cache_unusable", why=error.strerror or _short(error))


def _short(error: BaseException) -> str:
    text = str(error).strip().partition("\n")[0]
    return (text or type(error).__name__)[:120].rstrip(".")


def _tell(done: int, total: int) -> None:
    _say({"done": done, "total": total})


def _say(told: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()

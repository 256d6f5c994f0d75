"""What the tests need of the operating system: a browser with a font, and a second editor."""

import os
import shutil

from dev.programs import run_logged
from dev.steps import TargetError, make_target, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core", "neovim")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES)


def ensure_system_packages() -> None:
    """Installs Chromium and Neovim when root on Debian; otherwise says which command does."""
    if shutil.which("nvim") and any(shutil.which(browser) for browser in BROWSERS):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise TargetError(
            "The tests need Chromium and Neovim: install them, on Debian with "
            f"`sudo {' '.join(INSTALL)}`, and run `{make_target()}` again."
        )
    with step("Chromium and Neovim"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command, log_name in ((("apt-get", "update"), "apt-update"), (INSTALL, "apt-install")):
            run_logged(
                command, what="Chromium and Neovim", log_name=log_name, environment=environment
            )

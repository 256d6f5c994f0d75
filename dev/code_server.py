"""VS Code in the browser: code-server from npm, complete without compilers, with VS Code's gate."""

import shutil
from pathlib import Path

from dev.node_tools import PINS, ensure_tool, install_npm_lock, node_environment
from dev.programs import ROOT, TOOLS
from dev.proposed_api_gate import restore_gate
from dev.stamps import fingerprint, is_stamped, write_stamp
from dev.steps import step

PACKAGE = TOOLS / "code-server/node_modules/code-server"
VSCODE = PACKAGE / "lib/vscode"
SPDLOG = PINS / "code-server/spdlog.cjs"

# 250 MB of programs that nothing here starts.
UNUSED_PACKAGES = ("@github/copilot-sdk-*", "@microsoft/mxc-sdk")


def ensure_code_server() -> Path:
    """Installs code-server unless it is there; returns the script that Node 24 runs."""
    entry = ensure_tool("code-server", "code-server/out/node/entry.js")
    inputs = fingerprint(
        PINS / "code-server/package-lock.json", SPDLOG, ROOT / "dev/proposed_api_gate.py"
    )
    if (VSCODE / "node_modules").is_dir() and is_stamped("vscode", inputs):
        return entry
    with step("VS Code for the browser"):
        _install_dependencies()
        _link_scripts()
        shutil.copy(SPDLOG, VSCODE / "node_modules/@vscode/spdlog/index.js")
        restore_gate(VSCODE / "out/vs")
    write_stamp("vscode", inputs)
    return entry


def _install_dependencies() -> None:
    """What the package's install script does, from the lock files that it brings along."""
    environment = node_environment()
    # The lock file of VS Code itself leaves out peers that only its own build needs.
    without_peers = ("--omit=dev", "--legacy-peer-deps")
    for folder, log_name in ((VSCODE, "vscode"), (VSCODE / "extensions", "vscode-extensions")):
        install_npm_lock(
            folder,
            what="VS Code for the browser",
            log_name=log_name,
            environment=environment,
            options=without_peers,
        )
    for pattern in UNUSED_PACKAGES:
        for package in (VSCODE / "node_modules").glob(pattern):
            shutil.rmtree(package)


def _link_scripts() -> None:
    for link, target in (
        ("bin/remote-cli/code-server", "code-linux.sh"),
        ("bin/helpers/browser.sh", "browser-linux.sh"),
    ):
        (VSCODE / link).unlink(missing_ok=True)
        (VSCODE / link).symlink_to(target)

"""Gives code-server back the gate before VS Code's proposed API.

code-server lets every extension use proposals; VS Code and VSCodium stop an extension that did not
declare them. An extension that only works without the gate would look well here and fail at its
users, so the gate is put back.
"""

import re
from pathlib import Path

from dev.steps import TargetError

MARK = "/*gate restored*/"
WORKBENCH = "code/browser/workbench/workbench.js"
BUNDLES = (
    "workbench/api/node/extensionHostProcess.js",
    "workbench/api/worker/extensionHostWorkerMain.js",
    WORKBENCH,
)
REFUSAL = re.compile(r"if\(!([\w$]+)\([\w$]+,[\w$]+\)\)throw new Error\(`Extension '")
FOR_ALL = "this._envEnablesProposedApiForAll=!0"


def restore_gate(bundles: Path) -> None:
    """Rewrites the bundles below `.../out/vs`; raises `TargetError` on an unknown shape."""
    for name in BUNDLES:
        _rewrite(bundles / name)


def _rewrite(bundle: Path) -> None:
    source = bundle.read_text(encoding="utf-8")
    if MARK in source:
        return
    source = _with_gate(source, bundle.name)
    if bundle.match(WORKBENCH):
        source = _replace_once(source, FOR_ALL, FOR_ALL.replace("!0", "!1"), bundle.name)
    unfinished = bundle.with_suffix(".unfinished")
    unfinished.write_text(source, encoding="utf-8")
    unfinished.replace(bundle)


def _with_gate(source: str, bundle_name: str) -> str:
    refusal = REFUSAL.search(source)
    if refusal is None:
        raise _unknown_shape(bundle_name)
    is_enabled = re.escape(refusal[1])
    always_true = re.search(rf"function {is_enabled}\(([\w$]+),([\w$]+)\)\{{return!0\}}", source)
    if always_true is None:
        raise _unknown_shape(bundle_name)
    extension, proposal = always_true.groups()
    declared = f"return!!{extension}.enabledApiProposals?.includes({proposal})"
    gate = always_true[0].replace("return!0", declared) + MARK
    return _replace_once(source, always_true[0], gate, bundle_name)


def _replace_once(source: str, old: str, new: str, bundle_name: str) -> str:
    if source.count(old) != 1:
        raise _unknown_shape(bundle_name)
    return source.replace(old, new)


def _unknown_shape(bundle_name: str) -> TargetError:
    return TargetError(
        f"This code-server's {bundle_name} is not built as expected, so the gate before VS Code's "
        "proposed API cannot be restored; pin a version that dev/proposed_api_gate.py knows."
    )

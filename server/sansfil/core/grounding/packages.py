"""The package that a module belongs to, as one would look for it."""

from sansfil.core.grounding.dart_judging import PACKAGE
from sansfil.core.grounding.script_judging import package_name


def package_of(language: str, module: str) -> str:
    """Empty for a module of the project's own that is written as a path."""
    if language == "python":
        return "" if module.startswith(".") else module.partition(".")[0]
    if language == "dart":
        is_package = module.startswith(PACKAGE)
        return module.removeprefix(PACKAGE).partition("/")[0] if is_package else ""
    return "" if module.startswith((".", "/", "#")) else package_name(module)

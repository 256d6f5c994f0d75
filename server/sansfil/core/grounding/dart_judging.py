"""Whether a library of Dart exists for a project."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sansfil.core.grounding.facts import ProjectFacts, Pubspec
from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.resolved import (
    CANNOT_TELL,
    OK,
    TRANSITIVE,
    UNDECLARED,
    UNKNOWN,
    Resolved,
)
from sansfil.core.grounding.trees import Tree, folders_of, joined
from sansfil.core.grounding.values import Verdict

PACKAGE = "package:"
# Source: the libraries of the Dart SDK (api.dart.dev) and of Flutter's engine.
_SDK = frozenset(
    "async cli collection concurrent convert core developer ffi html indexed_db io isolate js js_interop"
    " js_interop_unsafe js_util math mirrors nativewrappers svg typed_data ui ui_web vmservice_io web_audio"
    " web_gl web_sql".split()
)
_FLUTTER = frozenset(
    "flutter flutter_test flutter_localizations flutter_web_plugins flutter_driver integration_test sky_engine"
    " fuchsia_remote_debug_protocol flutter_goldens".split()
)
# The public libraries of the package `flutter` (api.flutter.dev).
_OF_FLUTTER = frozenset(
    f"{each}.dart"
    for each in (
        "animation cupertino foundation gestures material painting physics rendering scheduler semantics services"
        " widget_previews widgets"
    ).split()
)
# What Flutter's own packages need and export (packages/flutter/pubspec.yaml).
_BY_FLUTTER = frozenset("characters collection material_color_utilities meta vector_math".split())
_GENERATED = re.compile(
    r"\w+(?:\.\w+)*\.(?:g|freezed|gr|mapper|config|mocks|pb|pbenum|pbgrpc|pbjson|pbserver|gen|chopper|reflectable"
    r"|realm|drift|graphql|gql|ast|var|data|req|objectbox|tailor|module|auto_mappr|swagger|gform|steps|hive|isar"
    r"|mobx|rx|page|router|theme|sqlite|template|cfg|mock|dto|openapi|types|i18n|l10n|api|pigeon|ffigen|bindings"
    r"|custom|enum|flutterGen|metadata|gm|copy_with|part|widgetbook|directories|extensions)\.dart"
    r"|(?:app_)?locali[sz]ations?(?:_\w+)?\.dart|l10n\.dart|messages_\w+\.dart|strings\.g\.dart|firebase_options\w*\.dart"
    r"|generated_\w+\.dart|env\.dart|secrets?\.dart|locale_keys\w*\.dart|\w+_generated\.dart|frb_\w+\.dart"
    r"|assets\.dart|version\.dart|injection\.config\.dart|objectbox\w*\.dart|codegen_loader\w*\.dart"
)
_MADE_FOLDERS = frozenset("generated gen .dart_tool build gen_l10n __generated__".split())


def dart_library(module: str, path: str, facts: ProjectFacts) -> Resolved:
    """The module that is written so, in a file of the folder of `path`."""
    if module.startswith("dart:"):
        name = module.removeprefix("dart:")
        return OK if name in _SDK or name.startswith("_") else UNKNOWN
    if module.startswith(PACKAGE):
        return _of_package(module.removeprefix(PACKAGE), path, facts)
    if ":" in module or not module:
        return CANNOT_TELL if module and not module.startswith(("package", "dart")) else UNKNOWN
    target = joined(path.rpartition("/")[0], module)
    return CANNOT_TELL if target is None else _local(target, facts.tree)


def _of_package(rest: str, path: str, facts: ProjectFacts) -> Resolved:
    name, _, library = rest.partition("/")
    folder = nearest_pubspec(path, facts)
    if folder is None:
        return CANNOT_TELL if not facts.dart.pubspecs else _elsewhere(name, library, facts)
    own = facts.dart.pubspecs[folder]
    if name == own.name:
        return _local(_within(folder, library), facts.tree)
    verdict = _declared(name, folder, own, facts)
    if verdict.verdict is Verdict.UNKNOWN or not library:
        return UNKNOWN if not library else verdict
    found = _with_library(name, library, verdict, facts)
    is_listed = any(name in facts.dart.places.get(each, ()) for each in up(folder))
    if found.verdict is not verdict.verdict or found.file or not is_listed:
        return found
    return replace(found, outside=Outside("dart", f"{PACKAGE}{rest}", folder))


def nearest_pubspec(path: str, facts: ProjectFacts) -> str | None:
    """The folder of the package that the file at `path` belongs to."""
    return next((each for each in folders_of(path) if each in facts.dart.pubspecs), None)


def _declared(  # noqa: PLR0911 - in this order, each where the one before does not say
    name: str, folder: str, own: Pubspec, facts: ProjectFacts
) -> Resolved:
    if name in own.dependencies:
        return OK
    if own.has_flutter and name in _FLUTTER:
        return OK if name in ("flutter", "sky_engine") else UNDECLARED
    if own.has_flutter and name == "flutter_gen":
        return CANNOT_TELL
    if own.has_flutter and name in _BY_FLUTTER:
        return TRANSITIVE
    above = (own, *_workspaces_above(folder, own, facts))
    if any(name in each.dependencies for each in above[1:]):
        return UNDECLARED
    dart = facts.dart
    if any(
        name in dart.resolved.get(each, ()) or name in dart.locked.get(each, ())
        for each in up(folder)
    ):
        return TRANSITIVE
    if any(name in each.dependencies for each in _resolved_with(folder, own, facts)):
        return TRANSITIVE
    return _by_path(name, folder, facts)


def up(folder: str) -> tuple[str, ...]:
    """`folder` and those above it."""
    return tuple(folders_of(f"{folder}/_")) if folder else ("",)


def _workspaces_above(folder: str, own: Pubspec, facts: ProjectFacts) -> tuple[Pubspec, ...]:
    if not own.is_in_workspace:
        return ()
    pubspecs = facts.dart.pubspecs
    return tuple(pubspecs[each] for each in up(folder)[1:] if each in pubspecs)


def _resolved_with(folder: str, own: Pubspec, facts: ProjectFacts) -> Iterator[Pubspec]:
    """The packages that are resolved with the one in `folder`, by one lock (dart.dev/tools/pub/workspaces)."""
    if not own.is_in_workspace and not own.is_workspace:
        return
    specs = facts.dart.pubspecs
    heads = (each for each in up(folder) if each in specs and specs[each].is_workspace)
    head = next(heads, "")
    start = f"{head}/" if head else ""
    for place, each in specs.items():
        if place == head or (each.is_in_workspace and place.startswith(start)):
            yield each


def _by_path(name: str, folder: str, facts: ProjectFacts) -> Resolved:
    """Through packages of the project that this one depends on, or as one of them."""
    waiting, seen = [folder], set[str]()
    while waiting:
        at = waiting.pop()
        spec = facts.dart.pubspecs.get(at)
        if spec is None or at in seen:
            continue
        seen.add(at)
        if name in spec.dependencies:
            return TRANSITIVE
        waiting += filter(None, (joined(at, place) for place in spec.paths.values()))
    is_here = any(each.name == name for each in facts.dart.pubspecs.values())
    return UNDECLARED if is_here else UNKNOWN


def _elsewhere(name: str, library: str, facts: ProjectFacts) -> Resolved:
    """For a file that belongs to no package."""
    specs = facts.dart.pubspecs
    if any(name == each.name or name in each.dependencies for each in specs.values()):
        return _with_library(name, library, UNDECLARED, facts)
    return UNKNOWN


def _with_library(name: str, library: str, verdict: Resolved, facts: ProjectFacts) -> Resolved:
    """The verdict of a package, if it has the library."""
    own = [folder for folder, each in facts.dart.pubspecs.items() if each.name == name]
    if own:
        found = [_local(_within(folder, library), facts.tree) for folder in own]
        best = next((each for each in found if each.verdict is Verdict.OK), found[0])
        return best if best.verdict is not Verdict.OK else Resolved(verdict.verdict, best.file)
    known = facts.dart.libraries.get(name, _OF_FLUTTER if name == "flutter" else None)
    if known is None or library in known or library.startswith("src/"):
        return verdict
    return CANNOT_TELL if _may_be_made(library) else UNKNOWN


def _within(folder: str, library: str) -> str:
    return f"{folder}/lib/{library}" if folder else f"lib/{library}"


def _local(path: str, tree: Tree) -> Resolved:
    if tree.has_file(path):
        return Resolved(Verdict.OK, path)
    return CANNOT_TELL if _may_be_made(path) or tree.is_uncertain(path) else UNKNOWN


def _may_be_made(path: str) -> bool:
    """Whether a library of this name is likely to be written by a build."""
    folder, _, name = path.rpartition("/")
    return _GENERATED.fullmatch(name) is not None or not _MADE_FOLDERS.isdisjoint(folder.split("/"))


def declared_dart(path: str, facts: ProjectFacts) -> tuple[str, ...]:
    """The packages that may have been meant by one that does not exist."""
    folder = nearest_pubspec(path, facts)
    return facts.dart.pubspecs[folder].dependencies if folder is not None else ()

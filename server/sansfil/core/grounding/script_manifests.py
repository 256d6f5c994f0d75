"""What `package.json`, `tsconfig.json`, locks and bundlers' configurations say."""

import json
import re
from collections.abc import Iterator

from sansfil.core.grounding.facts import Package, PathMap
from sansfil.core.grounding.loose import table, text, texts
from sansfil.core.grounding.trees import joined

_COMMENT = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\")|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING = re.compile(r",(\s*[}\]])")
_ALIAS_KEY = re.compile(
    r"""(?P<quote>['"]?)(?P<name>[@~#$\w][\w@~$/.*-]*)(?P=quote)\s*:\s*"""
    r"""(?:path\b|resolve\b|fileURLToPath|new\s+URL|require\.resolve|join\(|normalize|[`'"][./]|\[\s*['"`]\.)"""
)
_FIND = re.compile(r"""\bfind:\s*(?:['"](?P<name>[^'"\n]+)['"]|/\^?(?P<pattern>[\w@~#$/\\-]+))""")
_AMBIENT = re.compile(r"""\bdeclare\s+module\s+(['"])([^'"\n]+)\1""")
_YARN = re.compile(r"^\"?((?:@[\w.-]+/)?[\w.-]+)@", re.MULTILINE)
_PNPM = re.compile(r"^  /?'?((?:@[\w.-]+/)?[\w.-]+)[@/]\d", re.MULTILINE)
_BUN = re.compile(r"^    \"((?:@[\w.-]+/)?[\w.-]+)\": \[", re.MULTILINE)
_NPM = re.compile(r"\"(?:[^\"\n]*/)?node_modules/((?:@[\w.-]+/)?[\w.-]+)\"\s*:")
_CONFIGS = re.compile(
    r"(?:vite|vitest|webpack|rollup|rspack|rsbuild|nuxt|next|svelte|astro|vue|snowpack|metro|babel|craco|esbuild"
    r"|tsup|quasar|gatsby|remix|angular|jest|farm|parcel|electron\.vite|uno|histoire|storybook|config-overrides)"
    r"[\w.-]*\.(?:js|ts|mjs|cjs|mts|cts|json)|angular\.json|\.babelrc|\.parcelrc|deno\.jsonc?|import_map\.json"
)


def is_bundler_config(name: str) -> bool:
    return _CONFIGS.fullmatch(name) is not None


def package_json(content: str) -> Package | None:
    """None where it is no JSON object."""
    tree = json_of(content)
    if not tree:
        return None
    development = table(tree, "devDependencies")
    others = ("dependencies", "peerDependencies", "optionalDependencies", "bundledDependencies")
    named = [name for each in others for name in table(tree, each)]
    return Package(
        name=text(tree.get("name")),
        dependencies=tuple(dict.fromkeys((*named, *texts(tree.get("bundleDependencies"))))),
        development=tuple(name for name in development if name not in named),
        imports=tuple(table(tree, "imports")),
        engines={key: text(value) for key, value in table(tree, "engines").items()},
        replaced=(*table(tree, "browser"), *table(tree, "react-native"), *table(tree, "alias")),
    )


def path_map(content: str, folder: str) -> PathMap | None:
    """The paths of a `tsconfig.json` in `folder`; None where it has none, or cannot be read."""
    options = table(json_of(content), "compilerOptions")
    base_url, paths = options.get("baseUrl"), table(options.get("paths"))
    if not isinstance(base_url, str) and not paths:
        return None
    base = joined(folder, text(base_url) or ".")
    from_base = folder if base is None else base
    targets = {
        pattern: tuple(filter(None, (joined(from_base, each) for each in texts(places))))
        for pattern, places in paths.items()
    }
    return PathMap(base if isinstance(base_url, str) else None, targets)


def json_of(content: str) -> dict[str, object]:
    """An object of JSON, which may have comments and trailing commas; empty where it is none."""
    try:
        tree: object = json.loads(content)
    except (ValueError, RecursionError):
        try:
            tree = json.loads(_TRAILING.sub(r"\1", _COMMENT.sub(_kept, content)))
        except (ValueError, RecursionError):
            return {}
    return dict(table(tree))


def _kept(found: re.Match[str]) -> str:
    return found[1] or " "


def aliases_in(config: str) -> frozenset[str]:
    """Names that a bundler's configuration seems to give to places, without what stands for the rest."""
    return frozenset(filter(None, _aliases(config)))


def _aliases(config: str) -> Iterator[str]:
    if '"imports"' in config:
        # An import map of Deno, or of a browser (html.spec.whatwg.org, "Import maps").
        yield from (each.rstrip("/") for each in table(json_of(config), "imports"))
    for found in _ALIAS_KEY.finditer(config):
        yield found["name"].removesuffix("/*").removesuffix("$").rstrip("/")
    for found in _FIND.finditer(config):
        yield (found["name"] or found["pattern"].replace("\\", "")).rstrip("/")


def ambient_modules(declarations: str) -> frozenset[str]:
    """Modules that a declaration file says are there; they may hold a `*`."""
    if "declare module" not in declarations:
        return frozenset()
    return frozenset(found[2] for found in _AMBIENT.finditer(declarations))


def locked_modules(name: str, content: str) -> frozenset[str]:
    """The packages of a lock file of npm, yarn, pnpm or bun."""
    patterns = {
        "yarn.lock": _YARN,
        "pnpm-lock.yaml": _PNPM,
        "bun.lock": _BUN,
        "package-lock.json": _NPM,
        "npm-shrinkwrap.json": _NPM,
    }
    pattern = patterns.get(name)
    return frozenset(pattern.findall(content)) if pattern else frozenset()

"""Modules that Docusaurus gives to a site, under names like those of packages."""

from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.resolved import CANNOT_TELL, OK, Resolved
from sansfil.core.grounding.script_files import file_at
from sansfil.core.grounding.trees import folders_of
from sansfil.core.grounding.values import Verdict

# Source: docusaurus.io, "Docusaurus Client API" and "Client architecture", theme aliases.
_DOCUSAURUS = frozenset(
    ("@docusaurus", "@generated", "@site", "@theme", "@theme-init", "@theme-original")
)
_OF_DOCUSAURUS = frozenset(
    "BrowserOnly ComponentCreator ErrorBoundary ExecutionEnvironment Head Interpolate Link Noop Redirect Translate"
    " constants isInternalUrl renderRoutes router useBaseUrl useBrokenLinks useDocusaurusContext useGlobalData"
    " useIsBrowser useIsomorphicLayoutEffect useRouteContext".split()
)


def of_docusaurus(module: str, path: str, facts: ProjectFacts) -> Resolved | None:
    """Modules that its bundler gives to a site, under names like those of packages."""
    scope, _, rest = module.partition("/")
    if scope not in _DOCUSAURUS:
        return None
    sites = [each for each in folders_of(path) if _is_site(each, facts)]
    if not sites:
        return None
    if scope == "@docusaurus":
        return OK if rest in _OF_DOCUSAURUS else None
    if scope != "@site":
        return CANNOT_TELL
    found = (file_at(f"{site}/{rest}".lstrip("/"), facts.tree) for site in sites)
    file = next((each for each in found if each is not None), None)
    return Resolved(Verdict.OK, file) if file is not None else None


def _is_site(folder: str, facts: ProjectFacts) -> bool:
    package = facts.script.packages.get(folder)
    return package is not None and "@docusaurus/core" in package.declared

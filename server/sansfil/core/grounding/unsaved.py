"""A project with files that are open in the editor and not on disk, or not seen there yet."""

from collections.abc import Iterable
from dataclasses import replace

from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.python_modules import modules_of
from sansfil.core.grounding.trees import Tree


def with_files(facts: ProjectFacts, paths: Iterable[str]) -> ProjectFacts:
    """`facts` as they would be if these files, POSIX and relative to the root, were there too."""
    names = dict(facts.tree.names)
    for path in paths:
        folder, _, name = path.rpartition("/")
        names[folder] = names.get(folder, frozenset()) | {name}
    tree = Tree(names, facts.tree.links, facts.tree.is_whole, facts.tree.ignores)
    # Found out here, not at somebody's key.
    tree.inside("")
    python = replace(facts.python, modules=modules_of(tree))
    return ProjectFacts(tree, python, facts.dart, facts.script, strangers=facts.strangers)

"""Of places that remain to be edited."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "next_edit.rename": ("Rename to `{name}` here", "Renommer en `{name}` ici"),
    "next_edit.add": ("Add the argument `{text}` here", "Ajouter l'argument `{text}` ici"),
    "next_edit.remove": ("Remove the argument `{text}` here", "Retirer l'argument `{text}` ici"),
    "next_edit.look": (
        "This call of `{name}` lacks an argument",
        "Il manque un argument à cet appel de `{name}`",
    ),
    "next_edit.more": ("{what} ({more} more)", "{what} (encore {more})"),
}

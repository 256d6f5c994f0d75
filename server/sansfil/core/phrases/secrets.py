"""Secrets in what is sent."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "secrets.no_scanner": (
        "Nothing is sent, since nothing here can look for secrets: run `sansfil engine install`.",
        "Rien n'est envoyé, car rien ici ne sait chercher les secrets : lancez `sansfil engine install`.",
    ),
    "secrets.too_long": (
        "Nothing is sent: a text or a line of it is too long to be searched for secrets.",
        "Rien n'est envoyé : un texte, ou une de ses lignes, est trop long pour y chercher des secrets.",
    ),
    "secrets.too_slow": (
        "Nothing is sent: the search for secrets took too long. Try again.",
        "Rien n'est envoyé : la recherche de secrets a pris trop de temps. Réessayez.",
    ),
    "secrets.failed": (
        "Nothing is sent, since the search for secrets failed: run `sansfil engine install` anew.",
        "Rien n'est envoyé, car la recherche de secrets a échoué : relancez `sansfil engine install`.",
    ),
    "extras.secrets": (
        "the search for secrets in what is sent",
        "la recherche de secrets dans ce qui est envoyé",
    ),
}

"""Conversations."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "chat.places": ("Sent along: {places}.", "Envoyés avec la question : {places}."),
    "chat.partial": (
        "The code index is still being built, so better places may be missing.",
        "L'index du code est encore en construction ; de meilleurs endroits peuvent manquer.",
    ),
    "chat.compacted": (
        "The conversation was shortened from {before} to {after} tokens: {shortened} old results were"
        " reduced, {cut} old exchanges removed.",
        "La conversation a été raccourcie de {before} à {after} jetons : {shortened} anciens résultats"
        " réduits, {cut} anciens échanges retirés.",
    ),
    "chat.no_question": (
        "There is no question; write one.",
        "Il n'y a pas de question ; écrivez-en une.",
    ),
    "chat.file_too_large": (
        "`{file}` is not sent along: it is larger than {most} kB. Quote the part that matters.",
        "« {file} » n'est pas joint : il dépasse {most} ko. Citez la partie qui compte.",
    ),
    "chat.file_unreadable": (
        "`{file}` is not sent along: it is no text in UTF-8, or cannot be read.",
        "« {file} » n'est pas joint : ce n'est pas du texte en UTF-8, ou il est illisible.",
    ),
    "chat.too_many_files": (
        "Of the {count} files that the question names, only the first {most} are sent along.",
        "Des {count} fichiers que la question nomme, seuls les {most} premiers sont joints.",
    ),
    "chat.too_long": (
        "This takes about {needed} tokens, and the model has room for {room}: ask with less context, or"
        " choose a model with a larger window.",
        "Il faudrait environ {needed} jetons, et le modèle en accepte {room} : posez la question avec"
        " moins de contexte, ou choisissez un modèle à fenêtre plus grande.",
    ),
}

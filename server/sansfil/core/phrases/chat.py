"""Conversations."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "chat.compacted": (
        "The conversation was shortened from {before} to {after} tokens: {shortened} old results were"
        " reduced, {cut} old exchanges removed.",
        "La conversation a été raccourcie de {before} à {after} jetons : {shortened} anciens résultats"
        " réduits, {cut} anciens échanges retirés.",
    ),
    "chat.too_long": (
        "This takes about {needed} tokens, and the model has room for {room}: ask with less context, or"
        " choose a model with a larger window.",
        "Il faudrait environ {needed} jetons, et le modèle en accepte {room} : posez la question avec"
        " moins de contexte, ou choisissez un modèle à fenêtre plus grande.",
    ),
}

"""Why a suggestion that was there is not shown, or was not even asked for."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "silence.in_prose": (
        "The cursor is in the middle of a sentence.",
        "Le curseur est au milieu d'une phrase.",
    ),
    "silence.unlikely": (
        "You would hardly want this suggestion ({percent} %, shown from {limit} %); "
        "`completion.aggressiveness` shows more or less.",
        "Cette suggestion ne vous conviendrait guère ({percent} %, affichée à partir de "
        "{limit} %) ; « completion.aggressiveness » en affiche plus ou moins.",
    ),
    "silence.rejected": (
        "You did not want this suggestion here before.",
        "Vous n'avez pas voulu de cette suggestion ici auparavant.",
    ),
    "silence.cooling_down": (
        "You dismissed a suggestion on this line; it stays quiet for {seconds} seconds.",
        "Vous avez écarté une suggestion sur cette ligne ; elle reste calme pendant "
        "{seconds} secondes.",
    ),
    "silence.undoes_edit": (
        "The suggestion would bring back what you have just removed.",
        "La suggestion rétablirait ce que vous venez de supprimer.",
    ),
}

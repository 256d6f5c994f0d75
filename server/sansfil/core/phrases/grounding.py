"""Sentences about imports that exist, and those that do not."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "grounding.unknown": (
        "`{module}` does not exist in this project: no manifest declares it and nothing has installed it.",
        "« {module} » n'existe pas dans ce projet : aucun manifeste ne le déclare et rien ne l'a installé.",
    ),
    "grounding.unknown_near": (
        "`{module}` does not exist in this project; it has `{nearest}`.",
        "« {module} » n'existe pas dans ce projet ; il a « {nearest} ».",
    ),
    "grounding.missing": (
        "`{module}` does not define {names}.",
        "« {module} » ne définit pas {names}.",
    ),
    "grounding.still_unknown": (
        "The answer still imports `{module}`, which does not exist in this project.",
        "La réponse importe toujours « {module} », qui n'existe pas dans ce projet.",
    ),
    "grounding.still_missing": (
        "The answer still imports {names} from `{module}`, which does not define that.",
        "La réponse importe toujours {names} de « {module} », qui ne définit pas cela.",
    ),
}

"""Why nothing is shown, and why a file is not learned."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "silence.cloud_refused": (
        "The cloud was not asked: {why}",
        "Le cloud n'a pas été interrogé : {why}",
    ),
    # Why nothing is shown.
    "silence.off": (
        "Suggestions are off; turn them on with `completion.enabled`.",
        "Les suggestions sont désactivées ; activez-les avec « completion.enabled ».",
    ),
    "silence.language_off": (
        "Suggestions are off for {language}; turn them on in `completion.languages`.",
        "Les suggestions sont désactivées pour {language} ; activez-les dans "
        "« completion.languages ».",
    ),
    "silence.model_off": (
        "No tier may answer: the workspace model is off (`workspaceModel.enabled`).",
        "Aucun étage ne peut répondre : le modèle de l'espace de travail est désactivé "
        "(« workspaceModel.enabled »).",
    ),
    "silence.not_open": (
        "The editor asked about a document that it never opened.",
        "L'éditeur a interrogé un document qu'il n'a jamais ouvert.",
    ),
    "silence.too_large": (
        "This file has {megabytes} MB; suggestions stop at {limit} MB.",
        "Ce fichier fait {megabytes} Mo ; les suggestions s'arrêtent à {limit} Mo.",
    ),
    "silence.long_line": (
        "This line has {characters} characters; suggestions stop at {limit}.",
        "Cette ligne a {characters} caractères ; les suggestions s'arrêtent à {limit}.",
    ),
    "silence.secret_file": (
        "This file may hold secrets; Sansfil neither reads nor completes it.",
        "Ce fichier peut contenir des secrets ; Sansfil ne le lit ni ne le complète.",
    ),
    "silence.inside_word": (
        "The cursor is inside a word.",
        "Le curseur est à l'intérieur d'un mot.",
    ),
    "silence.text_follows": (
        "Code follows the cursor on this line.",
        "Du code suit le curseur sur cette ligne.",
    ),
    "silence.unfamiliar": (
        "The workspace model has seen nothing like this yet.",
        "Le modèle de l'espace de travail n'a encore rien vu de semblable.",
    ),
    "silence.unsure": (
        "The workspace model is not sure enough of what comes here.",
        "Le modèle de l'espace de travail n'est pas assez sûr de la suite.",
    ),
    "silence.too_short": (
        "What the workspace model is sure of is too short to be worth showing.",
        "Ce dont le modèle de l'espace de travail est sûr est trop court pour être montré.",
    ),
    "silence.redacted": (
        "What stood here before looks like a secret; Sansfil does not repeat it.",
        "Ce qui figurait ici ressemble à un secret ; Sansfil ne le répète pas.",
    ),
    "silence.still_learning": (
        "The workspace model is still learning and has seen nothing like this yet.",
        "Le modèle de l'espace de travail apprend encore et n'a rien vu de semblable.",
    ),
    "silence.failed": (
        "Sansfil failed here; the log has the details.",
        "Sansfil a échoué ici ; le journal donne les détails.",
    ),
    "silence.moved_on": (
        "The text changed before there was an answer.",
        "Le texte a changé avant qu'il y ait une réponse.",
    ),
    "silence.engine_starting": (
        "The engine is still starting, and no other tier may answer.",
        "Le moteur démarre encore, et aucun autre étage ne peut répondre.",
    ),
    "silence.engine_slow": (
        "The local engine did not answer in time; a smaller model or fewer `local.promptTokens` help.",
        "Le moteur local n'a pas répondu à temps ; un modèle plus petit ou moins de "
        "« local.promptTokens » aident.",
    ),
    "silence.cloud_slow": (
        "The cloud did not answer in time; `cloud.deadlineMs` gives it longer, another model may be faster.",
        "Le cloud n'a pas répondu à temps ; « cloud.deadlineMs » lui laisse plus de temps, un autre modèle peut "
        "être plus rapide.",
    ),
    "silence.engine_failed": ("No suggestion. {why}", "Pas de suggestion. {why}"),
    # Why nothing of what an engine wrote is shown.
    "silence.empty": (
        "The engine has nothing to add here.",
        "Le moteur n'a rien à ajouter ici.",
    ),
    "silence.line_done": (
        "The engine takes this line to be finished; press Enter for the next one.",
        "Pour le moteur, cette ligne est terminée ; appuyez sur Entrée pour la suivante.",
    ),
    "silence.only_closers": (
        "The engine has only brackets or quotes to add here; type them.",
        "Le moteur n'a que des parenthèses ou des guillemets à ajouter ici ; tapez-les.",
    ),
    "silence.repeats_suffix": (
        "The engine only repeats what stands behind the cursor.",
        "Le moteur ne fait que répéter ce qui suit le curseur.",
    ),
    "silence.repetition": (
        "The engine repeats itself, or the lines above.",
        "Le moteur se répète, ou répète les lignes précédentes.",
    ),
    "silence.special_token": (
        "The engine's answer begins with a special token of its model; if that happens often, set "
        "`local.family` to the model's own.",
        "La réponse du moteur commence par un jeton spécial de son modèle ; si cela arrive "
        "souvent, réglez « local.family » sur la famille du modèle.",
    ),
    "silence.unreadable": (
        "The engine's answer begins with characters that are no text.",
        "La réponse du moteur commence par des caractères qui ne sont pas du texte.",
    ),
    "silence.endless_line": (
        "The engine's answer is a line of more than {limit} characters.",
        "La réponse du moteur est une ligne de plus de {limit} caractères.",
    ),
    "silence.prose": (
        "The engine's answer is a sentence, not code; a model trained for completion does better.",
        "La réponse du moteur est une phrase, pas du code ; un modèle entraîné à compléter fera "
        "mieux.",
    ),
    "silence.unknown_import": (
        "The engine imports something that does not exist in this project; declare it in the manifest first, or "
        "turn `completion.checkImports` off.",
        "Le moteur importe quelque chose qui n'existe pas dans ce projet ; déclarez-le d'abord dans le manifeste, "
        "ou désactivez « completion.checkImports ».",
    ),
    "silence.unread_project": (
        "The engine imports something, and what the project declares has not been read yet; ask again in a moment.",
        "Le moteur importe quelque chose, et les déclarations du projet ne sont pas encore lues ; réessayez.",
    ),
    "silence.foreign": (
        "The engine's answer is code of another language than this file's.",
        "La réponse du moteur est du code dans un autre langage que celui de ce fichier.",
    ),
    # Why files are not learned.
    "refusal.secret": ("may hold secrets", "peuvent contenir des secrets"),
    "refusal.binary": ("binary", "binaires"),
    "refusal.generated": ("generated or data", "générés ou données"),
    "refusal.too_large": ("larger than 1 MB", "de plus de 1 Mo"),
    "refusal.not_utf8": ("not UTF-8 text", "pas du texte UTF-8"),
    "refusal.unreadable": ("could not be read", "illisibles"),
    "refusal.out_of_budget": (
        "beyond `workspaceModel.maxTokens`",
        "au-delà de « workspaceModel.maxTokens »",
    ),
}

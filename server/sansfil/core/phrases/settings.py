"""Of settings that are wrong."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "problem.same_backup": (
        "`local.backup_url` is the first engine's address; name another engine, or leave it empty.",
        "« local.backup_url » est l'adresse du premier moteur ; indiquez un autre moteur, ou laissez "
        "vide.",
    ),
    "problem.no_facts": (
        "No plan can be made: {why} A plan takes a GGUF file, or a model folder with config.json and "
        "weights.",
        "Aucun plan possible : {why} Un plan demande un fichier GGUF, ou un dossier de modèle avec "
        "config.json et ses poids.",
    ),
    # What went wrong.
    "problem.learning_failed": (
        "The workspace could not be learned: {why} Run `Sansfil: Relearn Workspace` to try again.",
        "L'espace de travail n'a pas pu être appris : {why} Lancez « Sansfil : Réapprendre "
        "l'espace de travail » pour réessayer.",
    ),
    "problem.learning_cancelled": (
        "Learning was stopped; `Sansfil: Relearn Workspace` starts it again.",
        "L'apprentissage a été arrêté ; « Sansfil : Réapprendre l'espace de travail » le relance.",
    ),
    "problem.not_kept": (
        "What was learned cannot be kept ({why}), so every start learns anew; free the cache "
        "folder or set `cacheDir`.",
        "Ce qui est appris ne peut pas être conservé ({why}), chaque démarrage réapprend donc ; "
        "libérez le dossier de cache ou réglez « cacheDir ».",
    ),
    "problem.cache_unwritable": (
        "The cache folder {path} cannot be written ({why}); Sansfil learns anew at every start. "
        "Free it or set `cacheDir`.",
        "Le dossier de cache {path} n'est pas inscriptible ({why}) ; Sansfil réapprend à chaque "
        "démarrage. Libérez-le ou réglez « cacheDir ».",
    ),
    "problem.settings_unreadable": (
        "{path} is not valid TOML ({why}); correct it, its settings are ignored until then.",
        "{path} n'est pas du TOML valide ({why}) ; corrigez-le, ses réglages sont ignorés d'ici "
        "là.",
    ),
    "problem.settings_not_read": (
        "{path} cannot be read ({why}); its settings are ignored until it is a readable file.",
        "{path} ne peut pas être lu ({why}) ; ses réglages sont ignorés tant que ce n'est pas "
        "un fichier lisible.",
    ),
    "settings.too_deep": ("nested too deeply", "imbriqué trop profondément"),
    "problem.no_settings_file": (
        "There is no settings file {path}; name one that exists.",
        "Il n'y a pas de fichier de réglages {path} ; nommez-en un qui existe.",
    ),
    "problem.more": ("… and {count} more like these.", "… et {count} autres de ce genre."),
    "expected.path": ("an absolute path", "un chemin absolu"),
    "problem.unknown_setting": (
        "There is no setting `{key}`; remove it.",
        "Le réglage « {key} » n'existe pas ; retirez-le.",
    ),
    "problem.misspelt_setting": (
        "There is no setting `{key}`; did you mean `{nearest}`?",
        "Le réglage « {key} » n'existe pas ; vouliez-vous dire « {nearest} » ?",
    ),
    "problem.setting_value": (
        "`{key}` must be {expected}, not {found}; the default is used.",
        "« {key} » doit être {expected}, pas {found} ; la valeur par défaut est utilisée.",
    ),
    "problem.setting_held": (
        "`{key}` must be {expected}, not {found}; until it is corrected the strictest is used: {strictest}.",
        "« {key} » doit être {expected}, pas {found} ; d'ici à sa correction, le plus strict est utilisé : "
        "{strictest}.",
    ),
    "problem.nothing_leaves": (
        "{why} Until then nothing leaves this machine.",
        "{why} D'ici là, rien ne quitte cette machine.",
    ),
    "problem.setting_not_here": (
        "`{key}` may not be set by a workspace file ({path}); set it in your own settings.",
        "« {key} » ne peut pas être fixé par un fichier de l'espace de travail ({path}) ; "
        "réglez-le chez vous.",
    ),
    "problem.assignment": (
        "`--set {found}` is not understood; write it as `--set completion.enabled=false`.",
        "« --set {found} » n'est pas compris ; écrivez « --set completion.enabled=false ».",
    ),
    "problem.answer_not_written": (
        "The answer cannot be written ({why}); send it elsewhere or free some space.",
        "La réponse ne peut pas être écrite ({why}) ; envoyez-la ailleurs ou libérez de la place.",
    ),
    "problem.no_file": (
        "{path} cannot be read ({why}); name a file that exists.",
        "{path} est illisible ({why}) ; nommez un fichier qui existe.",
    ),
    "problem.no_folder": (
        "{path} is not a folder; name one that exists.",
        "{path} n'est pas un dossier ; nommez-en un qui existe.",
    ),
    "expected.boolean": ("true or false", "vrai ou faux"),
    "expected.text": ("a text", "un texte"),
    "expected.texts": ("a list of texts", "une liste de textes"),
    "expected.choice": ("one of {choices}", "une valeur parmi {choices}"),
    "expected.table": ("a table", "une table"),
    "expected.booleans": (
        "a table of languages with true or false",
        "une table de langages avec vrai ou faux",
    ),
    "expected.between": (
        "a number from {least} to {most}",
        "un nombre de {least} à {most}",
    ),
    "problem.no_line": (
        "There is no line {line}; lines count from 0, the last one is {last}.",
        "Il n'y a pas de ligne {line} ; elles comptent à partir de 0, la dernière est {last}.",
    ),
    "problem.not_text": (
        "{path} is not UTF-8 text; save it as UTF-8 to get suggestions.",
        "{path} n'est pas du texte UTF-8 ; enregistrez-le en UTF-8 pour avoir des suggestions.",
    ),
}

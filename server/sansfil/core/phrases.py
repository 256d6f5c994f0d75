"""Every sentence the server says to a person, in English and French."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Locale = Literal["en", "fr"]


@dataclass(frozen=True)
class Phrase:
    """A sentence by its key in `SENTENCES`, with the values that go into it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def phrase(key: str, /, **values: object) -> Phrase:
    return Phrase(key, values)


def locale_of(tag: str | None) -> Locale:
    """The language to speak for a tag like `fr-CA`, `fr_FR.UTF-8` or `en`."""
    return "fr" if tag is not None and tag.lower().startswith("fr") else "en"


def sentence(said: Phrase, locale: Locale) -> str:
    english, french = SENTENCES[said.key]
    template = french if locale == "fr" else english
    return template.format(**{name: _value(value, locale) for name, value in said.values.items()})


def _value(value: object, locale: Locale) -> str:
    if isinstance(value, Phrase):
        return sentence(value, locale)
    if isinstance(value, int) and not isinstance(value, bool):
        # French groups digits with a narrow no-break space.
        return f"{value:,}".replace(",", "\u202f" if locale == "fr" else ",")
    return str(value)


SENTENCES: Mapping[str, tuple[str, str]] = {
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
    # What state the server is in.
    "state.starting": ("Sansfil is starting.", "Sansfil démarre."),
    "state.learning": (
        "Learning the workspace: {learned} of {total} files.",
        "Apprentissage de l'espace de travail : {learned} fichiers sur {total}.",
    ),
    "state.listing": (
        "Looking for files to learn from.",
        "Recherche des fichiers à apprendre.",
    ),
    "state.ready": (
        "Ready: {files} files, {tokens} tokens learned.",
        "Prêt : {files} fichiers, {tokens} jetons appris.",
    ),
    "state.open_files_only": (
        "Ready; with no project folder open, only the open files are learned.",
        "Prêt ; sans dossier de projet ouvert, seuls les fichiers ouverts sont appris.",
    ),
    "state.model_off": (
        "The workspace model is off (`workspaceModel.enabled`).",
        "Le modèle de l'espace de travail est désactivé (« workspaceModel.enabled »).",
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
    "expected.table": ("a table", "une table"),
    "expected.booleans": (
        "a table of languages with true or false",
        "une table de langages avec vrai ou faux",
    ),
    "expected.between": (
        "a number from {least} to {most}",
        "un nombre de {least} à {most}",
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
    "problem.no_line": (
        "There is no line {line}; lines count from 0, the last one is {last}.",
        "Il n'y a pas de ligne {line} ; elles comptent à partir de 0, la dernière est {last}.",
    ),
    "problem.not_text": (
        "{path} is not UTF-8 text; save it as UTF-8 to get suggestions.",
        "{path} n'est pas du texte UTF-8 ; enregistrez-le en UTF-8 pour avoir des suggestions.",
    ),
    "cli.route": (
        "— {tier} · {milliseconds} ms · {percent} % sure",
        "— {tier} · {milliseconds} ms · sûr à {percent} %",
    ),
    # What doctor says.
    "doctor.running": (
        "Sansfil {version} runs on Python {python} ({executable}) from {package}.",
        "Sansfil {version} tourne sur Python {python} ({executable}) depuis {package}.",
    ),
    "doctor.libraries": ("Libraries: {libraries}.", "Bibliothèques : {libraries}."),
    "doctor.git": (
        "git {version} decides which files are the project's.",
        "git {version} décide quels fichiers sont ceux du projet.",
    ),
    "doctor.no_git": (
        "git was not found; ignore files are read without it. Install git to include "
        "its global rules.",
        "git est introuvable ; les fichiers d'exclusion sont lus sans lui. Installez git pour "
        "tenir compte de ses règles globales.",
    ),
    "doctor.cache": (
        "What is learned is kept in {path}.",
        "Ce qui est appris est conservé dans {path}.",
    ),
    "doctor.refused": ("{count} files are not learned", "{count} fichiers ne sont pas appris"),
}

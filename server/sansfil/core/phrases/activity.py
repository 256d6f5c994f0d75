"""What left the process."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "activity.empty": (
        "No request was recorded yet; let something be suggested or asked, then look again.",
        "Aucune requête n'a été enregistrée ; laissez Sansfil proposer ou posez une question, puis "
        "revenez voir.",
    ),
    "activity.off": (
        "Nothing is being recorded now; turn it on with `activity.record`.",
        "Rien n'est enregistré actuellement ; activez-le avec « activity.record ».",
    ),
    "activity.reused": ("{new} new / {reused} reused", "{new} nouveaux / {reused} réutilisés"),
    "activity.prompt": ("{prompt} in the prompt", "{prompt} dans la requête"),
    "activity.written": ("{written} written", "{written} écrits"),
    "activity.took_first": (
        "{first} ms to the first token, {total} ms in all",
        "{first} ms jusqu'au premier jeton, {total} ms en tout",
    ),
    "activity.masked": ("{masked} secrets masked", "{masked} secrets masqués"),
    "activity.closed": ("closed by Sansfil", "fermée par Sansfil"),
    "activity.unfinished": ("no end recorded", "fin non enregistrée"),
    "activity.failed": ("failed: {fault}", "échec : {fault}"),
    "activity.question": (
        "Forget every request that was recorded? [y/N]",
        "Effacer toutes les requêtes enregistrées ? [o/N]",
    ),
    "activity.consent": (
        "Nobody can be asked here; say `sansfil activity --clear --yes`.",
        "Impossible de demander ici ; tapez « sansfil activity --clear --yes ».",
    ),
    "activity.cleared": (
        "The requests that were recorded are forgotten.",
        "Les requêtes enregistrées sont effacées.",
    ),
    "activity.exported": (
        "{count} requests were written to {path}, as JSON, one a line.",
        "{count} requêtes ont été écrites dans {path}, en JSON, une par ligne.",
    ),
    "problem.activity_gone": (
        "There is no request {number} any more: old ones are dropped; look at the list for those that are "
        "there.",
        "La requête {number} n'existe plus : les anciennes sont supprimées ; consultez la liste de celles "
        "qui restent.",
    ),
    "problem.activity_not_exported": (
        "{path} could not be written: {why}. Name another file.",
        "{path} n'a pas pu être écrit : {why}. Indiquez un autre fichier.",
    ),
    "problem.activity_damaged": (
        "The old record of requests could not be read and was put aside in {path}; a new one has been "
        "begun, delete the old one when you like.",
        "L'ancien journal des requêtes n'a pas pu être lu et a été mis de côté dans {path} ; un nouveau est "
        "commencé, supprimez l'ancien quand vous voulez.",
    ),
    "problem.activity_unwritable": (
        "Requests are not recorded in {path}: {why}. Make the folder writable, or turn `activity.record` "
        "off.",
        "Les requêtes ne sont pas enregistrées dans {path} : {why}. Rendez le dossier accessible en "
        "écriture, ou désactivez « activity.record ».",
    ),
    "problem.activity_unreadable": (
        "The record of requests could not be read: {why}. Try again, or run `sansfil activity --clear`.",
        "Le journal des requêtes n'a pas pu être lu : {why}. Réessayez, ou lancez « sansfil activity "
        "--clear ».",
    ),
    "problem.activity_not_cleared": (
        "The record of requests could not be forgotten: {why}. Close other windows and try again.",
        "Le journal des requêtes n'a pas pu être effacé : {why}. Fermez les autres fenêtres et réessayez.",
    ),
}

"""What was shown, accepted and kept."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "usage.title": ("Suggestions of the last {days} days", "Suggestions des {days} derniers jours"),
    "usage.title_day": ("Suggestions of the last 24 hours", "Suggestions des dernières 24 heures"),
    "usage.empty": (
        "No suggestion was recorded in this time; type a little, then look again.",
        "Aucune suggestion n'a été enregistrée dans cette période ; tapez un peu, puis revenez voir.",
    ),
    "usage.columns": (
        "| tier | model | shown | read | accepted | partly | rejected | typed | replaced | left "
        "| accepted of shown |",
        "| étage | modèle | montrées | lues | acceptées | en partie | rejetées | tapées "
        "| remplacées | quittées | acceptées sur montrées |",
    ),
    "usage.columns_kept": (
        "| tier | model | characters accepted | left after 30 s | after 120 s | after 300 s |",
        "| étage | modèle | caractères acceptés | restent après 30 s | après 120 s | après 300 s |",
    ),
    "usage.legend": (
        "Read: stood for {read} ms or was accepted. `a + b`: told by the editor + inferred from "
        "what was edited. Left: still there of what could be looked at; a closed file is in "
        "neither number.",
        "Lues : affichées pendant {read} ms ou acceptées. « a + b » : annoncé par l'éditeur + "
        "déduit des modifications. Restent : encore là, parmi ce qui a pu être vérifié ; un fichier "
        "fermé ne compte dans aucun des deux nombres.",
    ),
    "usage.left": ("{kept} of {characters} ({percent} %)", "{kept} sur {characters} ({percent} %)"),
    "usage.place": (
        "All of this stays on this machine, in {path}: numbers only, no code, no file names; nothing "
        "is sent anywhere. To forget it, delete that folder once no window is open, or run `sansfil usage "
        "--clear`; the setting `usage.record` turns it off.",
        "Tout cela reste sur cette machine, dans {path} : des nombres seulement, ni code ni noms de "
        "fichiers ; rien n'est envoyé nulle part. Pour l'effacer, supprimez ce dossier quand aucune fenêtre "
        "n'est ouverte, ou lancez « sansfil usage --clear » ; le réglage « usage.record » l'arrête.",
    ),
    "usage.off": (
        "Nothing is being recorded now; turn it on with `usage.record`.",
        "Rien n'est enregistré actuellement ; activez-le avec « usage.record ».",
    ),
    "usage.question": (
        "Forget everything that was recorded of your suggestions? [y/N]",
        "Effacer tout ce qui a été enregistré de vos suggestions ? [o/N]",
    ),
    "usage.consent": (
        "Nobody can be asked here; say `sansfil usage --clear --yes`.",
        "Impossible de demander ici ; tapez « sansfil usage --clear --yes ».",
    ),
    "usage.cleared": (
        "What was recorded of your suggestions is forgotten.",
        "Ce qui avait été enregistré de vos suggestions est effacé.",
    ),
    "problem.usage_damaged": (
        "The old records of usage could not be read and were put aside in {path}; new ones have been "
        "begun, delete the old ones when you like.",
        "Les anciens relevés d'usage n'ont pas pu être lus et ont été mis de côté dans {path} ; de "
        "nouveaux sont commencés, supprimez les anciens quand vous voulez.",
    ),
    "problem.usage_unwritable": (
        "Usage is not recorded in {path}: {why}. Make the folder writable, or turn `usage.record` "
        "off.",
        "L'usage n'est pas enregistré dans {path} : {why}. Rendez le dossier accessible en écriture, "
        "ou désactivez « usage.record ».",
    ),
    "problem.usage_unreadable": (
        "The records of usage in {path} could not be read; try again, or delete that folder once no "
        "window is open.",
        "Les relevés d'usage dans {path} n'ont pas pu être lus ; réessayez, ou supprimez ce dossier quand "
        "aucune fenêtre n'est ouverte.",
    ),
    "problem.usage_not_cleared": (
        "The records of usage in {path} could not be forgotten: {why}. Close other windows, or "
        "delete the folder.",
        "Les relevés d'usage dans {path} n'ont pas pu être effacés : {why}. Fermez les autres "
        "fenêtres, ou supprimez le dossier.",
    ),
}

"""What may leave this machine."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "consent.private": (
        "Private mode is on: nothing is sent to {origin}. Switch off `consent.private` to allow it.",
        "Le mode privé est activé : rien n'est envoyé à {origin}. Désactivez `consent.private` pour le permettre.",
    ),
    "consent.private_download": (
        "Private mode is on: nothing is downloaded. Switch off `consent.private`, download, and switch it on again.",
        "Le mode privé est activé : rien n'est téléchargé. Désactivez `consent.private`, téléchargez, puis "
        "réactivez-le.",
    ),
    "consent.never": (
        "Nothing is sent to {origin}, since `consent.send` is `never`. Set it to `ask` to be asked.",
        "Rien n'est envoyé à {origin}, car `consent.send` vaut `never`. Mettez `ask` pour que la question "
        "soit posée.",
    ),
    "consent.no": (
        "Nothing is sent from this workspace to {origin}: you said no. `Sansfil: Cloud Consent` or "
        "`sansfil consent --allow` changes that.",
        "Rien n'est envoyé de cet espace de travail à {origin} : vous avez dit non. « Sansfil : "
        "Consentement au cloud » ou `sansfil consent --allow` y change.",
    ),
    "consent.unasked": (
        "Nothing is sent from this workspace to {origin}: you have not allowed it. "
        "`Sansfil: Cloud Consent` or `sansfil consent --allow` does.",
        "Rien n'est envoyé de cet espace de travail à {origin} : vous ne l'avez pas permis. « Sansfil : "
        "Consentement au cloud » ou `sansfil consent --allow` le permet.",
    ),
    "consent.outside": (
        "`{file}` does not leave this machine: it lies outside the workspace.",
        "« {file} » ne quitte pas cette machine : il est hors de l'espace de travail.",
    ),
    "consent.secret_file": (
        "`{file}` does not leave this machine: files of this name hold secrets.",
        "« {file} » ne quitte pas cette machine : les fichiers de ce nom contiennent des secrets.",
    ),
    "consent.of_git": (
        "`{file}` does not leave this machine: it belongs to git's own records.",
        "« {file} » ne quitte pas cette machine : il appartient aux registres propres à git.",
    ),
    "consent.local_only": (
        "`{file}` does not leave this machine: `consent.local_only` names it.",
        "« {file} » ne quitte pas cette machine : `consent.local_only` le désigne.",
    ),
    "consent.ignored": (
        "`{file}` does not leave this machine: the ignore files of the workspace leave it out.",
        "« {file} » ne quitte pas cette machine : les fichiers d'exclusion de l'espace de travail l'écartent.",
    ),
    "consent.bad_glob": (
        "No file leaves this machine while `consent.local_only` holds `{glob}`, which is no pattern of a "
        "`.gitignore`.",
        "Aucun fichier ne quitte cette machine tant que `consent.local_only` contient `{glob}`, qui n'est "
        "pas un motif de `.gitignore`.",
    ),
    "consent.allowed": (
        "Requests from `{folder}` may go to {origin}: you said yes.",
        "Les requêtes de « {folder} » peuvent aller à {origin} : vous avez dit oui.",
    ),
    "consent.allowed_by_setting": (
        "Requests may go to {origin}, since `consent.send` is `allow`.",
        "Les requêtes peuvent aller à {origin}, car `consent.send` vaut `allow`.",
    ),
    "consent.what_leaves": (
        "What leaves for {origin}: your questions, and code around the cursor and from files of this "
        "workspace, with its secrets "
        "masked. Files of secrets, ignored files and files outside the workspace stay.",
        "Ce qui part pour {origin} : vos questions, et du code autour du curseur et des fichiers de cet "
        "espace de travail, secrets "
        "masqués. Les fichiers de secrets, les fichiers ignorés et ceux d'ailleurs restent.",
    ),
    "consent.kept_back": (
        "By `consent.local_only` stays, too: {globs}.",
        "Reste aussi, par `consent.local_only` : {globs}.",
    ),
    "consent.training": (
        "Providers may keep it and train on it. Most free models are offered on that condition only, and "
        "want it in your "
        "account as well: {page}. `sansfil consent --without-training` asks no provider that does.",
        "Les fournisseurs peuvent le garder et s'en servir pour l'entraînement. La plupart des modèles "
        "gratuits l'exigent, "
        "aussi dans votre compte : {page}. `sansfil consent --without-training` écarte ces fournisseurs.",
    ),
    "consent.no_training": (
        "No provider is asked that keeps it or trains on it; that leaves out most free models.",
        "Aucun fournisseur qui le garde ou s'en sert pour l'entraînement n'est interrogé ; cela écarte la "
        "plupart des modèles gratuits.",
    ),
    "consent.question_here": (
        "May requests from `{folder}` go to {origin}? [y/N]",
        "Les requêtes de « {folder} » peuvent-elles aller à {origin} ? [o/N]",
    ),
    "consent.not_kept": (
        "Your word could not be kept, so it does not hold: {why}.",
        "Votre choix n'a pas pu être enregistré et ne vaut donc pas : {why}.",
    ),
    "consent.no_address": (
        "`cloud.base_url` is `{url}`, which is no address of a provider: set it to one that begins with `https://`.",
        "`cloud.base_url` vaut `{url}`, qui n'est pas l'adresse d'un fournisseur : mettez-en une qui "
        "commence par `https://`.",
    ),
}

"""What the server does, what doctor finds, what the command line answers."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "doctor.refused_line": ("{reason}: {count}", "{reason} : {count}"),
    "cli.plan": (
        "{model} fits: {context} tokens of context for each of {slots} slots, cache {cache}; {needed} of "
        "{free} MiB of free {memory} (weights {weights}, cache {kv}, computing {compute}).",
        "{model} tient : {context} jetons de contexte pour chacun de {slots} emplacements, cache {cache} ; "
        "{needed} Mio sur {free} de {memory} libre (poids {weights}, cache {kv}, calcul {compute}).",
    ),
    "cli.plan_unmeasured": (
        "{model} needs {needed} MiB of {memory} for {context} tokens of context in each of {slots} slots, "
        "cache {cache} (weights {weights}, cache {kv}, computing {compute}); how much is free is not known.",
        "{model} demande {needed} Mio de {memory} pour {context} jetons de contexte dans chacun de {slots} "
        "emplacements, cache {cache} (poids {weights}, cache {kv}, calcul {compute}) ; on ignore combien "
        "est libre.",
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
    "cli.route": (
        "— {tier} · {milliseconds} ms · {percent} % sure",
        "— {tier} · {milliseconds} ms · sûr à {percent} %",
    ),
    "cli.route_of_engine": (
        "— {tier} · {milliseconds} ms · {reused} tokens reused, {fresh} new",
        "— {tier} · {milliseconds} ms · {reused} jetons réutilisés, {fresh} nouveaux",
    ),
    "cli.route_of_secretive_engine": (
        "— {tier} · {milliseconds} ms · {fresh} tokens in the prompt, reuse not told",
        "— {tier} · {milliseconds} ms · {fresh} jetons dans l'invite, réutilisation inconnue",
    ),
    "cli.engine_yours": (
        "Sansfil uses the {kind} server at {url}.",
        "Sansfil utilise le serveur {kind} à {url}.",
    ),
    "cli.engine_silent": (
        "Nothing that Sansfil knows answers at {url} now; start your engine there, or correct "
        "`local.url`.",
        "Rien de ce que Sansfil connaît ne répond à {url} en ce moment ; lancez-y votre moteur ou "
        "corrigez « local.url ».",
    ),
    "cli.engine_by_program": (
        "Sansfil starts {program} with {model}.",
        "Sansfil lance {program} avec {model}.",
    ),
    "cli.engine_by_wheel": (
        "Sansfil starts its own llama.cpp, on the processor, with {model}.",
        "Sansfil lance son propre llama.cpp, sur le processeur, avec {model}.",
    ),
    "cli.engine_running": (
        "Running: {model} by {name} at {url}, {slots} slots, {gpu}.",
        "En marche : {model} par {name} à {url}, {slots} emplacements, {gpu}.",
    ),
    "cli.with_gpu": ("with a GPU", "avec un GPU"),
    "cli.without_gpu": ("without a GPU", "sans GPU"),
    "cli.gpu_unknown": ("GPU unknown", "GPU inconnu"),
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
    "doctor.engine_off": (
        "The local engine is off (`local.engine`).",
        "Le moteur local est désactivé (« local.engine »).",
    ),
    "doctor.no_engine": (
        "No local engine: none answers on this machine. Name a model in `local.model` to have "
        "Sansfil start one, or the address of yours in `local.url`.",
        "Pas de moteur local : aucun ne répond sur cette machine. Nommez un modèle dans "
        "« local.model » pour que Sansfil en lance un, ou l'adresse du vôtre dans « local.url ».",
    ),
    "doctor.engine": (
        "Local engine: {name} at {url}.",
        "Moteur local : {name} à {url}.",
    ),
    "doctor.context": (
        "It holds {context} tokens of context.",
        "Il contient {context} jetons de contexte.",
    ),
    "doctor.context_unknown": (
        "How much context it holds is not known; lower `local.promptTokens` if it refuses prompts.",
        "La taille de son contexte est inconnue ; baissez « local.promptTokens » s'il refuse des invites.",
    ),
    "doctor.slot": (
        "Slot {slot} of {slots} is ours, with {context} tokens of context.",
        "L'emplacement {slot} sur {slots} est le nôtre, avec {context} jetons de contexte.",
    ),
    "doctor.slot_shared": (
        "All {slots} slots of the engine are taken, so this window shares one and is slower; start it "
        "with more (`-np`). Each has {context} tokens of context.",
        "Les {slots} emplacements du moteur sont pris, cette fenêtre en partage donc un et sera plus "
        "lente ; lancez-le avec davantage (« -np »). Chacun a {context} jetons de contexte.",
    ),
    "doctor.no_gpu": (
        "The local engine has no GPU: it computes on the processor. A `llama-server` built for your "
        "GPU, on the PATH or at `local.url`, is many times faster.",
        "Le moteur local n'a pas de GPU : il calcule sur le processeur. Un « llama-server » compilé "
        "pour votre GPU, dans le PATH ou à « local.url », est bien plus rapide.",
    ),
    "doctor.gpu_unknown": (
        "Whether the local engine uses a GPU is not known; it does not say.",
        "On ignore si le moteur local utilise un GPU ; il ne le dit pas.",
    ),
    "doctor.fim_by_engine": (
        "Tokens for the middle of code, as the engine has them: {tokens}.",
        "Jetons pour le milieu d'un code, tels que le moteur les a : {tokens}.",
    ),
    "doctor.fim_by_name": (
        "Which tokens it has for the middle of code, the engine does not tell; they are known by the "
        "name {model}. If suggestions look odd, set `local.family`.",
        "Le moteur ne dit pas quels jetons il a pour le milieu d'un code ; ils sont connus par le nom "
        "{model}. Si les suggestions sont étranges, réglez « local.family ».",
    ),
    "doctor.stops_unbounded": (
        "It stops at as many texts as are named.",
        "Il s'arrête à autant de textes qu'on lui en nomme.",
    ),
    "doctor.stops": (
        "It stops at {count} texts; Sansfil cuts at the others itself.",
        "Il s'arrête à {count} textes ; Sansfil coupe lui-même aux autres.",
    ),
    "doctor.odds": (
        "It tells how likely each token was, so weak suggestions can be held back.",
        "Il dit la probabilité de chaque jeton : les suggestions faibles peuvent être retenues.",
    ),
    "doctor.no_odds": (
        "It does not tell how likely its tokens were, or only for too much time; whether a suggestion is "
        "good is judged by other signs.",
        "Il ne dit pas la probabilité de ses jetons, ou y met trop de temps ; la valeur d'une suggestion "
        "est jugée à d'autres signes.",
    ),
    "doctor.odds_unknown": (
        "Whether it tells how likely its tokens were has not been found out.",
        "On ignore encore s'il dit la probabilité de ses jetons.",
    ),
    "doctor.prefix_reuse": (
        "Tried: it reads only what is new of a prompt.",
        "Essayé : il ne lit d'une invite que ce qui est nouveau.",
    ),
    "doctor.prefix_reuse_unknown": (
        "Whether it reads only what is new of a prompt cannot be told: it does not say what it read, or "
        "others use the same slot.",
        "On ne peut savoir s'il ne lit d'une invite que ce qui est nouveau : il ne dit pas ce qu'il a lu, "
        "ou d'autres utilisent le même emplacement.",
    ),
    "doctor.no_prefix_reuse": (
        "This model (sliding windows or recurrent layers) reads its prompt anew when one goes back in "
        "it, so the first suggestion after a jump or some backspaces is late.",
        "Ce modèle (fenêtres glissantes ou couches récurrentes) relit toute l'invite quand on y revient "
        "en arrière ; la première suggestion après un saut ou des effacements tarde donc.",
    ),
    "doctor.refused": ("{count} files are not learned", "{count} fichiers ne sont pas appris"),
}

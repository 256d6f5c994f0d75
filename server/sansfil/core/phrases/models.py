"""Of models that would fit this machine, and what its GPUs do."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # Why a model is proposed.
    "models.is_loaded": (
        "Answers now: {kind} at {url} has it in memory.",
        "Répond maintenant : {kind} à l'adresse {url} l'a en mémoire.",
    ),
    "models.is_served": (
        "{kind} at {url} has it and loads it when it is asked.",
        "{kind} à l'adresse {url} l'a et le charge à la première demande.",
    ),
    "models.fits_gpu": (
        "Fits: needs {needed} of {free} MiB of free GPU memory ({weights} MiB of weights, {slots} × "
        "{context} tokens of context, cache {cache}).",
        "Convient : il faut {needed} des {free} Mio de mémoire GPU libre ({weights} Mio de poids, "
        "{slots} × {context} jetons de contexte, cache {cache}).",
    ),
    "models.fits_ram": (
        "Fits on the processor: needs {needed} of {free} MiB of memory that it may have ({weights} MiB "
        "of weights, {slots} × {context} tokens of context, cache {cache}).",
        "Convient au processeur : il faut {needed} des {free} Mio de mémoire qu'il peut prendre "
        "({weights} Mio de poids, {slots} × {context} jetons de contexte, cache {cache}).",
    ),
    "models.fits_unknown": (
        "Needs {needed} MiB of memory ({weights} MiB of weights, {slots} × {context} tokens of context, "
        "cache {cache}); how much is free is not known.",
        "Demande {needed} Mio de mémoire ({weights} Mio de poids, {slots} × {context} jetons de "
        "contexte, cache {cache}) ; on ignore combien est libre.",
    ),
    "models.licence": ("Licence: {name}.", "Licence : {name}."),
    "models.licence_restricted": (
        "Licence: {name}, for research only, not for paid work.",
        "Licence : {name}, réservée à la recherche, pas au travail rémunéré.",
    ),
    # What is not proposed, and why.
    "models.chat_only": (
        "Not proposed, because they are not known to fill in code: {models}.",
        "Non proposés, car on ne sait pas s'ils complètent du code : {models}.",
    ),
    "models.would_overcommit": (
        "{model} is there but needs {needed} MiB where {free} MiB are free: it would run only with "
        "overcommitted memory, very slowly or not at all.",
        "{model} est là mais demande {needed} Mio quand {free} Mio sont libres : il ne tournerait "
        "qu'en surchargeant la mémoire, très lentement ou pas du tout.",
    ),
    "models.gpu_idle": (
        "A GPU has {free} MiB free, but no engine here uses it: put llama.cpp's llama-server on your "
        "PATH or start Ollama, and larger models fit.",
        "Un GPU a {free} Mio libres, mais aucun moteur ici ne s'en sert : mettez llama-server de "
        "llama.cpp dans votre PATH ou démarrez Ollama, et de plus grands modèles conviendront.",
    ),
    "models.nothing_fits": (
        "No model that fills in code fits into the free memory; end other programs and ask again.",
        "Aucun modèle qui complète du code ne tient dans la mémoire libre ; fermez d'autres programmes "
        "et redemandez.",
    ),
    "models.not_in_time": (
        "Looking for models took longer than {seconds} s; an engine that hangs may be the cause.",
        "La recherche de modèles a duré plus de {seconds} s ; un moteur bloqué peut en être la cause.",
    ),
    "models.speed_unknown": (
        "How fast a processor with {cores} cores answers is not known before it is tried.",
        "La vitesse d'un processeur à {cores} cœurs n'est connue qu'à l'essai.",
    ),
    # Who uses a GPU.
    "gpu.use": (
        "{name} (process {pid}) has {used} MiB.",
        "{name} (processus {pid}) occupe {used} Mio.",
    ),
    "gpu.use_of_ours": (
        "{name} (process {pid}) has {used} MiB; Sansfil started it.",
        "{name} (processus {pid}) occupe {used} Mio ; Sansfil l'a démarré.",
    ),
    "gpu.some_process": ("another process", "un autre processus"),
    # A model that the user has named.
    "models.overcommit_gpu": (
        "The model of your settings, {model}, needs {needed} MiB and {free} MiB of GPU memory are free: "
        "it would fail or become very slow. Choose a smaller model, or end what else uses the GPU.",
        "Le modèle de vos réglages, {model}, demande {needed} Mio et {free} Mio de mémoire GPU sont "
        "libres : il échouerait ou deviendrait très lent. Choisissez un modèle plus petit, ou fermez ce "
        "qui occupe le GPU.",
    ),
    "models.overcommit_ram": (
        "The model of your settings, {model}, needs {needed} MiB and {free} MiB of memory are free: the "
        "machine would become very slow. Choose a smaller model, or end other programs.",
        "Le modèle de vos réglages, {model}, demande {needed} Mio et {free} Mio de mémoire sont libres : "
        "la machine deviendrait très lente. Choisissez un modèle plus petit, ou fermez d'autres "
        "programmes.",
    ),
    # `sansfil engine propose`, `sansfil engine use`, doctor.
    "models.recommended": (
        "Recommended model: {title}. {why} {how}",
        "Modèle recommandé : {title}. {why} {how}",
    ),
    "models.answers": ("Answers now", "Répond maintenant"),
    "models.on_disk": ("On this disk", "Sur ce disque"),
    "models.download": ("To download", "À télécharger"),
    "models.size": ("{megabytes} MB to download.", "{megabytes} Mo à télécharger."),
    "models.size_estimated": (
        "About {megabytes} MB to download.",
        "Environ {megabytes} Mo à télécharger.",
    ),
    "models.to_get": ("To get it: {command}", "Pour l'obtenir : {command}"),
    "models.to_choose": (
        "To get it: `{command}` prints what to put into your sansfil.toml.",
        "Pour l'obtenir : « {command} » affiche ce qu'il faut mettre dans votre sansfil.toml.",
    ),
    "models.nothing_to_do": (
        "Nothing needs to be done to get it; to choose it among several, `{command}` prints what to put "
        "into your sansfil.toml.",
        "Il n'y a rien à faire pour l'obtenir ; pour le choisir parmi plusieurs, « {command} » affiche ce "
        "qu'il faut mettre dans votre sansfil.toml.",
    ),
    "models.no_choice": (
        "There is no proposal `{name}`; `sansfil engine propose` lists what there is.",
        "Il n'y a pas de proposition « {name} » ; `sansfil engine propose` en donne la liste.",
    ),
    "models.write_this": (
        "Put this into {path} ({title}):",
        "Écrivez ceci dans {path} ({title}) :",
    ),
    "models.users_file": (
        "sansfil.toml of your configuration folder",
        "le fichier sansfil.toml de votre dossier de configuration",
    ),
}

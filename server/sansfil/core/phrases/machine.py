"""Of packages to install, GPUs and what fits in their memory."""

from collections.abc import Mapping

# Of `requirements-engine.lock` on Linux, x86-64, with Python 3.11.
FETCHED_MB, UNPACKED_MB = 91, 313
SENTENCES: Mapping[str, tuple[str, str]] = {
    # The compiled packages.
    "extras.engine": ("the engine on the processor", "le moteur sur le processeur"),
    "extras.hub": ("downloading models", "le téléchargement de modèles"),
    "extras.tokens": ("exact token counts", "le compte exact des jetons"),
    "extras.syntax": ("syntax of some languages", "la syntaxe de certains langages"),
    "extras.index": ("the code index on disk", "l'index du code sur disque"),
    "extras.index_server": ("a Qdrant server", "un serveur Qdrant"),
    "extras.package": ("the package {name}", "le paquet {name}"),
    "extras.offer": (
        f"pip fetches {FETCHED_MB} MB of compiled packages, {UNPACKED_MB} MB on disk, from the package index "
        "that it is set up for: llama.cpp for this processor and what downloads its models, the code index "
        "(Qdrant, embedded and as a client) with grammars of 21 languages, exact token counts, and the cloud's "
        "client with the search for secrets. Each must match a checksum that comes with Sansfil. They go into "
        "a folder of Sansfil's own; your Python and your projects stay as they are. No code of yours is sent.",
        f"pip récupère {FETCHED_MB} Mo de paquets compilés, {UNPACKED_MB} Mo sur le disque, depuis l'index de "
        "paquets pour lequel il est réglé : llama.cpp pour ce processeur et de quoi télécharger ses modèles, "
        "l'index du code (Qdrant, embarqué et client) avec les grammaires de 21 langages, le compte exact des "
        "jetons, et le client du cloud avec la recherche de secrets. Chacun doit correspondre à une somme de "
        "contrôle fournie avec Sansfil. Ils vont dans un dossier propre à Sansfil ; votre Python et vos "
        "projets restent tels quels. Rien de votre code n'est envoyé.",
    ),
    "extras.question": ("{offer} Go on? [y/N]", "{offer} Continuer ? [o/N]"),
    "extras.consent": (
        "{offer} Add `--yes` to agree.",
        "{offer} Ajoutez « --yes » pour accepter.",
    ),
    "extras.progress": (
        "Fetching {name}: {done} of {total} packages.",
        "Récupération de {name} : {done} paquets sur {total}.",
    ),
    "extras.title": (
        f"Installing the engine, the code index and grammars ({FETCHED_MB} MB)",
        f"Installation du moteur, de l'index du code et des grammaires ({FETCHED_MB} Mo)",
    ),
    "extras.cancelled": (
        "The installation was cancelled; nothing was changed.",
        "L'installation a été annulée ; rien n'a été modifié.",
    ),
    "extras.done": ("Everything is installed.", "Tout est installé."),
    "extras.missed": (
        "Installed, but for want of a package for this machine and Python these are missing: "
        "{features}.",
        "Installé, mais faute de paquet pour cette machine et ce Python il manque : {features}.",
    ),
    "extras.missing": (
        "Compiled packages that are not installed: {names}. Run `sansfil engine install`.",
        "Paquets compilés non installés : {names}. Lancez « sansfil engine install ».",
    ),
    "extras.complete": (
        "All compiled packages are installed.",
        "Tous les paquets compilés sont installés.",
    ),
    "extras.busy": (
        "Another window is installing; wait until it is done.",
        "Une autre fenêtre installe déjà ; attendez qu'elle ait fini.",
    ),
    "extras.no_folder": (
        "Nothing can be installed into {folder} ({why}); free it, then try again.",
        "Rien ne peut être installé dans {folder} ({why}) ; libérez-le, puis réessayez.",
    ),
    "extras.no_pip": (
        "{python} has neither pip nor ensurepip; install them (on Debian `apt-get install "
        "python3-pip`), then try again.",
        "{python} n'a ni pip ni ensurepip ; installez-les (sous Debian « apt-get install "
        "python3-pip »), puis réessayez.",
    ),
    "extras.no_network": (
        "The package index cannot be reached; try again once it can.",
        "L'index des paquets est injoignable ; réessayez quand il le sera.",
    ),
    "extras.wrong_hash": (
        "A package is not the one that was locked, and nothing was installed; try again or look "
        "where pip downloads from.",
        "Un paquet n'est pas celui qui a été verrouillé, rien n'a été installé ; réessayez ou voyez "
        "d'où pip télécharge.",
    ),
    "extras.disk_full": (
        "The disk is full, and nothing was installed; free some space, then try again.",
        "Le disque est plein, rien n'a été installé ; libérez de la place, puis réessayez.",
    ),
    "extras.hangs": (
        "pip said nothing for {seconds} s and was ended; try again.",
        "pip n'a rien dit pendant {seconds} s et a été arrêté ; réessayez.",
    ),
    "extras.nothing_fits": (
        "There are no compiled packages for this machine and Python ({python}); choose another one "
        "in `interpreter`.",
        "Il n'y a pas de paquets compilés pour cette machine et ce Python ({python}) ; choisissez-en "
        "un autre dans « interpreter ».",
    ),
    "extras.failed": (
        "pip failed and nothing was installed: {why}.",
        "pip a échoué, rien n'a été installé : {why}.",
    ),
    # What fits into the memory of a GPU, and what its driver says.
    "kv.no_gpu": (
        "No GPU with memory to be measured was found; a model here runs on the processor.",
        "Aucun GPU à la mémoire mesurable n'a été trouvé ; un modèle tourne ici sur le processeur.",
    ),
    "kv.too_large": (
        "{model} needs at least {needed} MiB and {free} MiB of {memory} are free; choose a smaller "
        "model, or end what else uses it.",
        "{model} demande au moins {needed} Mio et {free} Mio de {memory} sont libres ; choisissez "
        "un modèle plus petit, ou fermez ce qui l'occupe.",
    ),
    "kv.gpu_memory": ("GPU memory", "mémoire GPU"),
    "kv.memory": ("memory", "mémoire"),
    "kv.trained_context": (
        "The model was made for {context} tokens of context, so it gets no more of the {wished}.",
        "Le modèle est fait pour {context} jetons de contexte, il n'en reçoit pas plus sur les {wished}.",
    ),
    "kv.needs_gpu": (
        "{engine} computes on a GPU, and none with memory to be measured was found; choose `--engine "
        "llama-server` or `ollama`, which use the processor too.",
        "{engine} calcule sur un GPU, et aucun à la mémoire mesurable n'a été trouvé ; choisissez "
        "« --engine llama-server » ou « ollama », qui savent utiliser le processeur.",
    ),
    "kv.loads_folders": (
        "{engine} loads a model folder with its config.json, not a GGUF file; name such a folder, or "
        "choose `--engine llama-server` or `ollama`.",
        "{engine} charge un dossier de modèle avec son config.json, pas un fichier GGUF ; indiquez un "
        "tel dossier, ou choisissez « --engine llama-server » ou « ollama ».",
    ),
    "kv.loads_files": (
        "{engine} is given a GGUF file, not a model folder; name such a file, or choose `--engine "
        "vllm` or `tabbyapi`.",
        "{engine} reçoit un fichier GGUF, pas un dossier de modèle ; indiquez un tel fichier, ou "
        "choisissez « --engine vllm » ou « tabbyapi ».",
    ),
    "kv.less_context": (
        "{context} of the {wished} tokens of context fit into the free {memory}.",
        "{context} des {wished} jetons de contexte tiennent dans la {memory} libre.",
    ),
    "kv.fewer_slots": (
        "{slots} of the {wished} slots fit into the free {memory}; windows beyond share them.",
        "{slots} des {wished} emplacements tiennent dans la {memory} libre ; les autres fenêtres "
        "les partagent.",
    ),
    "kv.tight": (
        "Only {left} MiB of {memory} stay free; take less context if the engine runs out of memory.",
        "Il ne reste que {left} Mio de {memory} ; réduisez le contexte si le moteur en manque.",
    ),
    "kv.overcommit": (
        "This needs {needed} MiB and {free} MiB of GPU memory are free: it would fail or become very "
        "slow. Take less context, a smaller cache type or a smaller model.",
        "Il faudrait {needed} Mio et {free} Mio de mémoire GPU sont libres : cela échouerait ou "
        "deviendrait très lent. Réduisez le contexte, le type de cache ou le modèle.",
    ),
    "gpu.memory": (
        "{name}: {used} of {total} MiB of memory are used.",
        "{name} : {used} Mio de mémoire sur {total} sont utilisés.",
    ),
    "gpu.now": (
        "{name}: {used} of {total} MiB of memory are used, {celsius} °C, load {percent} %.",
        "{name} : {used} Mio de mémoire sur {total} sont utilisés, {celsius} °C, charge {percent} %.",
    ),
    "gpu.not_measured": (
        "{vendor} GPU: not measured; its memory, temperature and load are not known.",
        "GPU {vendor} : non mesuré ; sa mémoire, sa température et sa charge sont inconnues.",
    ),
    "gpu.failed": (
        "The NVIDIA driver failed ({why}); if that goes on, restart the machine.",
        "Le pilote NVIDIA a échoué ({why}) ; si cela persiste, redémarrez la machine.",
    ),
    "gpu.silent": (
        "The NVIDIA driver did not answer within {limit} ms; if that goes on, restart the machine.",
        "Le pilote NVIDIA n'a pas répondu en {limit} ms ; si cela persiste, redémarrez la machine.",
    ),
}

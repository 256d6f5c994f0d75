"""Every sentence the server says to a person, in English and French."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

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
    if isinstance(value, tuple):
        return ", ".join(_value(each, locale) for each in cast("tuple[object, ...]", value))
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
    "silence.moved_on": (
        "The text changed before there was an answer.",
        "Le texte a changé avant qu'il y ait une réponse.",
    ),
    "silence.engine_slow": (
        "The local engine did not answer in time; a smaller model or fewer `local.promptTokens` help.",
        "Le moteur local n'a pas répondu à temps ; un modèle plus petit ou moins de "
        "« local.promptTokens » aident.",
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
    # What the engine of tier 1 is doing.
    "engine.starting": ("The local engine is starting.", "Le moteur local démarre."),
    "engine.downloading": (
        "Downloading the model {name}.",
        "Téléchargement du modèle {name}.",
    ),
    "engine.ready": (
        "The local engine is ready: {model}, {context} tokens of context.",
        "Le moteur local est prêt : {model}, {context} jetons de contexte.",
    ),
    "engine.ready_of_unknown_size": (
        "The local engine is ready: {model}.",
        "Le moteur local est prêt : {model}.",
    ),
    "engine.no_fim": (
        "The model {model} cannot fill in the middle of code; choose a coder model such as "
        "Qwen2.5-Coder, or name its prompt format in `local.family`.",
        "Le modèle {model} ne sait pas compléter le milieu d'un code ; choisissez un modèle comme "
        "Qwen2.5-Coder, ou nommez son format dans « local.family ».",
    ),
    "engine.no_end": (
        "The engine at the other end hung up in the middle of an answer.",
        "Le moteur a raccroché au milieu d'une réponse.",
    ),
    "engine.no_tokenizer": (
        "The file in `local.tokenizer` cannot be used, so tokens are estimated: {why}",
        "Le fichier de « local.tokenizer » est inutilisable, les jetons sont donc estimés : {why}",
    ),
    # Why an engine of ours cannot be had.
    "engine.no_model_named": (
        "No model is named; set `local.model` to a GGUF file, or to `owner/repository/file.gguf` of "
        "Hugging Face.",
        "Aucun modèle n'est nommé ; réglez « local.model » sur un fichier GGUF, ou sur "
        "« propriétaire/dépôt/fichier.gguf » de Hugging Face.",
    ),
    "engine.model_name": (
        "`local.model` is {model}; name a GGUF file by its full path, or "
        "`owner/repository/file.gguf` of Hugging Face.",
        "« local.model » vaut {model} ; nommez un fichier GGUF par son chemin complet, ou "
        "« propriétaire/dépôt/fichier.gguf » de Hugging Face.",
    ),
    "engine.model_unreadable": (
        "The model {path} cannot be read ({why}); correct `local.model`.",
        "Le modèle {path} ne peut pas être lu ({why}) ; corrigez « local.model ».",
    ),
    "engine.not_gguf": (
        "{file} is not a GGUF file; choose another one in `local.model`.",
        "{file} n'est pas un fichier GGUF ; choisissez-en un autre dans « local.model ».",
    ),
    "engine.gguf_version": (
        "{file} is GGUF of version {version}, and versions 2 and 3 are understood; convert it or "
        "choose another one in `local.model`.",
        "{file} est un GGUF de version {version}, et les versions 2 et 3 sont comprises ; "
        "convertissez-le ou choisissez-en un autre dans « local.model ».",
    ),
    "engine.gguf_cut": (
        "{file} is not whole: it ends before its last tensor; download it again.",
        "{file} n'est pas entier : il finit avant son dernier tenseur ; téléchargez-le à nouveau.",
    ),
    "engine.none_answers": (
        "No {kind} server answers on the ports {ports}; start yours, or name its address in "
        "`local.url`.",
        "Aucun serveur {kind} ne répond sur les ports {ports} ; lancez le vôtre, ou nommez son "
        "adresse dans « local.url ».",
    ),
    "engine.none_installed": (
        "No engine is installed; run `sansfil engine install`, or put a `llama-server` on the PATH.",
        "Aucun moteur n'est installé ; lancez « sansfil engine install », ou mettez un "
        "« llama-server » dans le PATH.",
    ),
    "engine.start_failed": (
        "The engine could not start: {why} Choose another model in `local.model`, or start a "
        "llama.cpp server yourself and name it in `local.url`.",
        "Le moteur n'a pas pu démarrer : {why} Choisissez un autre modèle dans « local.model », ou "
        "lancez vous-même un serveur llama.cpp et nommez-le dans « local.url ».",
    ),
    "engine.start_hung": (
        "The engine was not ready within {seconds} s and was ended; choose a smaller model in "
        "`local.model`.",
        "Le moteur n'était pas prêt en {seconds} s et a été arrêté ; choisissez un modèle plus petit "
        "dans « local.model ».",
    ),
    "engine.program_failed": (
        "{program} could not start: {why} Update it or take it off your PATH; then Sansfil uses an "
        "engine of its own (`sansfil engine install`).",
        "{program} n'a pas pu démarrer : {why} Mettez-le à jour ou retirez-le du PATH ; Sansfil utilise "
        "alors son propre moteur (« sansfil engine install »).",
    ),
    "engine.program_died": (
        "{program} ended without a word while it loaded {model}; try it in a terminal, update it, or "
        "choose a smaller model in `local.model`.",
        "{program} s'est arrêté sans un mot en chargeant {model} ; essayez-le dans un terminal, mettez-le "
        "à jour ou choisissez un modèle plus petit dans « local.model ».",
    ),
    "engine.died_at_start": (
        "The engine ended without a word while it loaded {model}, perhaps for want of memory; choose "
        "a smaller model in `local.model`.",
        "Le moteur s'est arrêté sans un mot en chargeant {model}, peut-être faute de mémoire ; "
        "choisissez un modèle plus petit dans « local.model ».",
    ),
    "engine.in_the_way": (
        "An older engine does not end; end the processes whose locks lie in {folder}.",
        "Un ancien moteur ne se termine pas ; arrêtez les processus dont les verrous sont dans "
        "{folder}.",
    ),
    "engine.no_place": (
        "The folder {folder}, where windows share an engine, cannot be used ({why}); free it or set "
        "`cacheDir`.",
        "Le dossier {folder}, où les fenêtres partagent un moteur, est inutilisable ({why}) ; "
        "libérez-le ou réglez « cacheDir ».",
    ),
    # Why a model cannot be downloaded.
    "engine.no_hub": (
        "Models can be downloaded once `sansfil engine install` has been run; or name a GGUF file in "
        "`local.model`.",
        "Les modèles se téléchargent une fois « sansfil engine install » lancé ; ou nommez un "
        "fichier GGUF dans « local.model ».",
    ),
    "engine.hub_refuses": (
        "The hub does not give out {repository} without an account, or has no such repository; "
        "choose an open one in `local.model`.",
        "Le dépôt {repository} n'existe pas ou n'est pas public ; choisissez-en un ouvert dans "
        "« local.model ».",
    ),
    "engine.hub_no_file": (
        "{repository} has no file {file}; correct `local.model`.",
        "{repository} n'a pas de fichier {file} ; corrigez « local.model ».",
    ),
    "engine.hub_unreachable": (
        "The model cannot be downloaded ({why}); Sansfil goes on where it ended once the hub is "
        "reachable.",
        "Le modèle ne peut pas être téléchargé ({why}) ; Sansfil reprendra où il en était dès que le "
        "dépôt sera joignable.",
    ),
    "engine.download_hangs": (
        "Nothing of {name} arrived for {seconds} s; Sansfil goes on where it ended when it tries "
        "again.",
        "Rien de {name} n'est arrivé pendant {seconds} s ; Sansfil reprendra où il en était au "
        "prochain essai.",
    ),
    "engine.download_damaged": (
        "{file} arrived damaged and was not kept; try again.",
        "{file} est arrivé endommagé et n'a pas été gardé ; réessayez.",
    ),
    "engine.disk_too_small": (
        "{file} needs {needed} MB more and the disk has {left}; free some space or set `HF_HOME`.",
        "{file} demande encore {needed} Mo et le disque en a {left} ; libérez de la place ou réglez "
        "« HF_HOME ».",
    ),
    "engine.disk_full": (
        "The disk is full, and {file} did not fit; free some space or set `HF_HOME`.",
        "Le disque est plein, et {file} n'y tient pas ; libérez de la place ou réglez « HF_HOME ».",
    ),
    "engine.cache_unusable": (
        "The cache of Hugging Face cannot be written ({why}); free it or set `HF_HOME`.",
        "Le cache de Hugging Face n'est pas inscriptible ({why}) ; libérez-le ou réglez « HF_HOME ».",
    ),
    # The compiled packages.
    "extras.engine": ("the engine on the processor", "le moteur sur le processeur"),
    "extras.hub": ("downloading models", "le téléchargement de modèles"),
    "extras.tokens": ("exact token counts", "le compte exact des jetons"),
    "extras.syntax": ("syntax of some languages", "la syntaxe de certains langages"),
    "extras.package": ("the package {name}", "le paquet {name}"),
    "extras.question": (
        "This downloads about 50 MB of compiled packages from your pip index; they take 200 MB on the "
        "disk. Go on? [y/N]",
        "Ceci télécharge environ 50 Mo de paquets compilés depuis votre index pip ; ils prennent 200 Mo "
        "sur le disque. Continuer ? [o/N]",
    ),
    "extras.consent": (
        "This downloads compiled packages; add `--yes` to agree.",
        "Ceci télécharge des paquets compilés ; ajoutez « --yes » pour accepter.",
    ),
    "extras.progress": (
        "Fetching {name}: {done} of {total} packages.",
        "Récupération de {name} : {done} paquets sur {total}.",
    ),
    "extras.title": ("Installing the local engine", "Installation du moteur local"),
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
    # What a server that is spoken to over HTTP may do.
    "engine.bad_url": (
        "{url} is not an http address of this machine; set `local.url` to one such as "
        "http://127.0.0.1:8080.",
        "{url} n'est pas une adresse http de cette machine ; donnez à « local.url » une adresse "
        "comme http://127.0.0.1:8080.",
    ),
    "engine.url_with_password": (
        "The address in `local.url` holds a name or a password; write it without, and give the key in "
        "the environment variable LLAMA_API_KEY.",
        "L'adresse de « local.url » contient un nom ou un mot de passe ; écrivez-la sans, et donnez la "
        "clé dans la variable d'environnement LLAMA_API_KEY.",
    ),
    "engine.ended": (
        "The engine that Sansfil started has ended; it is started again.",
        "Le moteur que Sansfil a lancé s'est terminé ; il est relancé.",
    ),
    "engine.hangs": (
        "The engine at {url} hangs: it takes requests and answers none. Sansfil tries again; if this "
        "goes on, restart it.",
        "Le moteur à {url} est bloqué : il prend les demandes sans y répondre. Sansfil réessaie ; si "
        "cela se répète, redémarrez-le.",
    ),
    "engine.not_running": (
        "No engine answers at {url}; start it, or correct `local.url`.",
        "Aucun moteur ne répond à {url} ; démarrez-le, ou corrigez « local.url ».",
    ),
    "engine.slow": (
        "The engine at {url} did not answer in time; if this goes on, restart it or choose a "
        "smaller model.",
        "Le moteur à {url} n'a pas répondu à temps ; si cela se répète, redémarrez-le ou choisissez "
        "un modèle plus petit.",
    ),
    "engine.broke_off": (
        "The engine at {url} broke off in the middle; if this goes on, its own log says why.",
        "Le moteur à {url} s'est interrompu ; si cela se répète, son propre journal dit pourquoi.",
    ),
    "engine.loading": (
        "The engine at {url} is still loading its model; wait a little.",
        "Le moteur à {url} charge encore son modèle ; patientez un peu.",
    ),
    "engine.wrong_key": (
        "The engine at {url} wants another API key; give Sansfil the one it was started with, in "
        "the environment variable LLAMA_API_KEY.",
        "Le moteur à {url} veut une autre clé d'API ; donnez à Sansfil celle de son démarrage, dans "
        "la variable d'environnement LLAMA_API_KEY.",
    ),
    "engine.too_long": (
        "The engine at {url} holds {tokens} tokens and was asked for more; start it with a larger "
        "`--ctx-size`, or lower `local.promptTokens`.",
        "Le moteur à {url} contient {tokens} jetons et il en fallait plus ; démarrez-le avec un "
        "« --ctx-size » plus grand, ou baissez « local.promptTokens ».",
    ),
    "engine.failed": (
        "The engine at {url} refused: {why}. Its own log may say more.",
        "Le moteur à {url} a refusé : {why}. Son propre journal peut en dire plus.",
    ),
    "engine.garbled": (
        "The engine at {url} answered with something unreadable; restart or update it.",
        "Le moteur à {url} a répondu de façon illisible ; redémarrez-le ou mettez-le à jour.",
    ),
    "engine.not_llama_cpp": (
        "What answers at {url} is not llama.cpp's server; correct `local.url`.",
        "Ce qui répond à {url} n'est pas le serveur de llama.cpp ; corrigez « local.url ».",
    ),
    "engine.no_model": (
        "The server at {url} has loaded no model; start `llama-server` with one (`--model`).",
        "Le serveur à {url} n'a chargé aucun modèle ; démarrez « llama-server » avec un modèle "
        "(« --model »).",
    ),
    "engine.other_model": (
        "The engine at {url} was started anew with another model or other sizes; Sansfil begins "
        "afresh with it.",
        "Le moteur à {url} a redémarré avec un autre modèle ou d'autres tailles ; Sansfil repart "
        "de zéro avec lui.",
    ),
    # Servers that speak OpenAI's completions.
    "engine.no_completions": (
        "What answers at {url} offers no completions; correct `local.url` or `local.engine`.",
        "Ce qui répond à {url} n'offre pas de complétions ; corrigez « local.url » ou « local.engine ».",
    ),
    "engine.nothing_loaded": (
        "The server at {url} has loaded no model; load one there.",
        "Le serveur à {url} n'a chargé aucun modèle ; chargez-en un.",
    ),
    "engine.model_not_there": (
        "The server at {url} has no model {model}; set `local.model` to one of these: {models}.",
        "Le serveur à {url} n'a pas de modèle {model} ; mettez « local.model » à l'un de ceux-ci : {models}.",
    ),
    "engine.other_model_wanted": (
        "The server at {url} no longer has its model; Sansfil asks it anew what it has.",
        "Le serveur à {url} n'a plus son modèle ; Sansfil lui redemande ce qu'il a.",
    ),
    "engine.wants_key": (
        "The server at {url} wants another API key; give Sansfil the one it was started with, in "
        "the environment variable SANSFIL_LOCAL_KEY.",
        "Le serveur à {url} veut une autre clé d'API ; donnez à Sansfil celle de son démarrage, dans "
        "la variable d'environnement SANSFIL_LOCAL_KEY.",
    ),
    "engine.needs_openai": (
        "For {name} Sansfil needs a package that is not installed; run `sansfil engine install`.",
        "Pour {name}, il manque à Sansfil un paquet ; lancez « sansfil engine install ».",
    ),
    "engine.counts_not": (
        "The server at {url} does not count tokens; Sansfil goes on with an estimate.",
        "Le serveur à {url} ne compte pas les jetons ; Sansfil continue avec une estimation.",
    ),
    # What fits into the memory of a GPU, and what its driver says.
    "kv.no_gpu": (
        "No GPU with memory to be measured was found; a model here runs on the processor.",
        "Aucun GPU à la mémoire mesurable n'a été trouvé ; un modèle tourne ici sur le processeur.",
    ),
    "kv.too_large": (
        "{model} needs at least {needed} MiB and {free} MiB of GPU memory are free; choose a smaller "
        "model, or end what else uses the GPU.",
        "{model} demande au moins {needed} Mio et {free} Mio de mémoire GPU sont libres ; choisissez "
        "un modèle plus petit, ou fermez ce qui occupe le GPU.",
    ),
    "kv.less_context": (
        "{context} of the {wished} tokens of context fit into the free GPU memory.",
        "{context} des {wished} jetons de contexte tiennent dans la mémoire GPU libre.",
    ),
    "kv.fewer_slots": (
        "{slots} of the {wished} slots fit into the free GPU memory; windows beyond share them.",
        "{slots} des {wished} emplacements tiennent dans la mémoire GPU libre ; les autres fenêtres "
        "les partagent.",
    ),
    "kv.tight": (
        "Only {left} MiB of GPU memory stay free; take less context if the engine runs out of memory.",
        "Il ne reste que {left} Mio de mémoire GPU ; réduisez le contexte si le moteur en manque.",
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
    "cli.plan": (
        "{model} fits: {context} tokens of context for each of {slots} slots, cache {cache}; {needed} of "
        "{free} MiB of free GPU memory (weights {weights}, cache {kv}, computing {compute}).",
        "{model} tient : {context} jetons de contexte pour chacun de {slots} emplacements, cache {cache} ; "
        "{needed} Mio sur {free} de mémoire GPU libre (poids {weights}, cache {kv}, calcul {compute}).",
    ),
    "problem.no_facts": (
        "{model} cannot be planned for ({why}); name a GGUF file or a model folder with config.json.",
        "Impossible de planifier pour {model} ({why}) ; indiquez un fichier GGUF ou un dossier de modèle "
        "avec config.json.",
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
    # What Ollama does otherwise.
    "engine.not_ollama": (
        "What answers at {url} is not Ollama; correct `local.url`.",
        "Ce qui répond à {url} n'est pas Ollama ; corrigez « local.url ».",
    ),
    "engine.ollama_none": (
        "Ollama at {url} has no model that fills in the middle of code; get one, for example with "
        "`ollama pull qwen2.5-coder:1.5b-base`.",
        "Ollama à {url} n'a aucun modèle qui complète le milieu d'un code ; prenez-en un, par exemple "
        "avec « ollama pull qwen2.5-coder:1.5b-base ».",
    ),
    "engine.ollama_choices": (
        "Ollama at {url} has several models that fill in the middle of code; name one of them in "
        "`local.model`: {models}.",
        "Ollama à {url} a plusieurs modèles qui complètent le milieu d'un code ; nommez-en un dans "
        "« local.model » : {models}.",
    ),
    "engine.ollama_not_found": (
        "Ollama at {url} has no model {model}; get it with `ollama pull {model}`, or correct "
        "`local.model`.",
        "Ollama à {url} n'a pas de modèle {model} ; prenez-le avec « ollama pull {model} », ou "
        "corrigez « local.model ».",
    ),
    "engine.ollama_remote": (
        "The model {model} runs at Ollama's own service and not on this machine, so no code is sent "
        "to it; name another one in `local.model`.",
        "Le modèle {model} tourne chez Ollama et non sur cette machine, aucun code ne lui est donc "
        "envoyé ; nommez-en un autre dans « local.model ».",
    ),
    "engine.ollama_busy": (
        "Ollama at {url} has too many requests waiting; try again when other programs are done, or "
        "raise OLLAMA_MAX_QUEUE.",
        "Ollama à {url} a trop de demandes en attente ; réessayez quand les autres programmes auront "
        "fini, ou augmentez OLLAMA_MAX_QUEUE.",
    ),
    "engine.ollama_too_long": (
        "The prompt is longer than what {model} holds in Ollama at {url}; lower `local.promptTokens`.",
        "La demande est plus longue que ce que {model} contient dans Ollama à {url} ; baissez "
        "« local.promptTokens ».",
    ),
    "engine.ollama_cut": (
        "Ollama at {url} gave {model} only {tokens} tokens of the prompt, so the answer is not used; "
        "lower `local.promptTokens`, or update Ollama.",
        "Ollama à {url} n'a donné à {model} que {tokens} jetons de la demande, la réponse n'est donc "
        "pas utilisée ; baissez « local.promptTokens », ou mettez Ollama à jour.",
    ),
    "engine.ollama_loads_anew": (
        "Ollama had loaded {model} with {had} tokens and Sansfil needs {needed}, so it is loaded anew, "
        "and again whenever another program asks otherwise; start Ollama with "
        "OLLAMA_CONTEXT_LENGTH set for both.",
        "Ollama avait chargé {model} avec {had} jetons et il en faut {needed} à Sansfil : il est "
        "rechargé, et le sera chaque fois qu'un autre programme demande autrement ; démarrez Ollama "
        "avec un OLLAMA_CONTEXT_LENGTH qui suffise aux deux.",
    ),
    "engine.ollama_pushes_out": (
        "Ollama unloaded {others} when it loaded {model}: they do not fit together. Choose a smaller "
        "model in `local.model`, or raise OLLAMA_MAX_LOADED_MODELS if there is memory.",
        "Ollama a déchargé {others} en chargeant {model} : ils ne tiennent pas ensemble. Choisissez un "
        "modèle plus petit dans « local.model », ou augmentez OLLAMA_MAX_LOADED_MODELS s'il y a de la "
        "mémoire.",
    ),
    "engine.ollama_pushed_out": (
        "Ollama unloaded {model} when it loaded {others}: the next suggestion waits for it and pushes "
        "the other one out. Choose a smaller model in `local.model`, or raise "
        "OLLAMA_MAX_LOADED_MODELS if there is memory.",
        "Ollama a déchargé {model} en chargeant {others} : la prochaine suggestion l'attendra et "
        "chassera l'autre. Choisissez un modèle plus petit dans « local.model », ou augmentez "
        "OLLAMA_MAX_LOADED_MODELS s'il y a de la mémoire.",
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
    # Why tokens are estimated though `local.tokenizer` is set.
    "tokenizer.unreadable": (
        "{path} cannot be read ({why}), so tokens are estimated; correct `local.tokenizer`.",
        "{path} ne peut être lu ({why}), les jetons sont donc estimés ; corrigez "
        "« local.tokenizer ».",
    ),
    "tokenizer.not_one": (
        "{path} is no tokenizer that Sansfil understands, so tokens are estimated; name the "
        "`tokenizer.json` of your model in `local.tokenizer`.",
        "{path} n'est pas un tokeniseur que Sansfil comprend, les jetons sont donc estimés ; nommez "
        "le « tokenizer.json » de votre modèle dans « local.tokenizer ».",
    ),
    "tokenizer.not_bytewise": (
        "{path} is not a byte-level BPE ({what}), so tokens are estimated; leave `local.tokenizer` "
        "empty for this model.",
        "{path} n'est pas un BPE par octets ({what}), les jetons sont donc estimés ; laissez "
        "« local.tokenizer » vide pour ce modèle.",
    ),
    "tokenizer.no_tiktoken": (
        "Counting by {path} needs tiktoken, so tokens are estimated; `sansfil engine install` "
        "brings it.",
        "Compter d'après {path} demande tiktoken, les jetons sont donc estimés ; « sansfil engine "
        "install » l'apporte.",
    ),
    "expected.boolean": ("true or false", "vrai ou faux"),
    "expected.text": ("a text", "un texte"),
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
    "doctor.no_prefix_reuse": (
        "This model (sliding windows or recurrent layers) reads its prompt anew when one goes back in "
        "it, so the first suggestion after a jump or some backspaces is late.",
        "Ce modèle (fenêtres glissantes ou couches récurrentes) relit toute l'invite quand on y revient "
        "en arrière ; la première suggestion après un saut ou des effacements tarde donc.",
    ),
    "doctor.refused": ("{count} files are not learned", "{count} fichiers ne sont pas appris"),
}

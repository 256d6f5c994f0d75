"""Of engines, their models and their tokenizers."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "engine.of_backup": (
        "The backup engine (`local.backup_url`, `local.backup_model`, its key in {key}): {why}",
        "Le moteur de secours (« local.backup_url », « local.backup_model », sa clé dans {key}) : "
        "{why}",
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
    "engine.silent": (
        "Something at {url} takes the connection and says nothing; restart the engine, or correct "
        "`local.url` if it is no engine.",
        "Quelque chose à {url} accepte la connexion et ne dit rien ; redémarrez le moteur, ou corrigez "
        "« local.url » si ce n'en est pas un.",
    ),
    "engine.not_http": (
        "What answers at {url} does not speak HTTP, so it is no engine; correct `local.url`.",
        "Ce qui répond à {url} ne parle pas HTTP, ce n'est donc pas un moteur ; corrigez « local.url ».",
    ),
    "engine.redirects": (
        "What answers at {url} sends elsewhere, where Sansfil does not follow; put the engine's own "
        "address into `local.url`.",
        "Ce qui répond à {url} renvoie ailleurs, où Sansfil ne suit pas ; mettez l'adresse du moteur "
        "lui-même dans « local.url ».",
    ),
    "engine.behind_proxy": (
        "Something before the engine at {url} does not reach it (status {status}); start the engine, or "
        "put its own address into `local.url`.",
        "Quelque chose devant le moteur à {url} ne l'atteint pas (statut {status}) ; démarrez le moteur, "
        "ou mettez sa propre adresse dans « local.url ».",
    ),
    "engine.busy": (
        "The engine at {url} has too many requests; if this goes on, end the other programs that use it.",
        "Le moteur à {url} a trop de demandes ; si cela se répète, arrêtez les autres programmes qui "
        "l'utilisent.",
    ),
    "engine.busy_for": (
        "The engine at {url} has too many requests and wants {seconds} s of rest; if this goes on, end "
        "the other programs that use it.",
        "Le moteur à {url} a trop de demandes et veut {seconds} s de repos ; si cela se répète, arrêtez "
        "les autres programmes qui l'utilisent.",
    ),
    "engine.out_of_memory": (
        "The engine at {url} has run out of memory ({why}); end other programs that use the GPU, give it "
        "a shorter context, or choose a smaller model.",
        "Le moteur à {url} n'a plus de mémoire ({why}) ; arrêtez d'autres programmes qui utilisent le "
        "GPU, donnez-lui un contexte plus court, ou choisissez un modèle plus petit.",
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
    "engine.serves_another": (
        "The server at {url} answers with the model {served} where {model} was asked for; load {model} "
        "there, or set `local.model` to {served}.",
        "Le serveur à {url} répond avec le modèle {served} alors que {model} était demandé ; "
        "chargez-y {model}, ou mettez « local.model » à {served}.",
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
}

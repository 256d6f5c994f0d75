"""Sentences about the code index and searching."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "index.unasked": (
        "The index stays on this machine: you have not allowed {origin} for this workspace. "
        "`sansfil consent --to {origin} --allow` does.",
        "L'index reste sur cette machine : vous n'avez pas autorisé {origin} pour cet espace de travail. "
        "« sansfil consent --to {origin} --allow » l'autorise.",
    ),
    "index.refused": (
        "The index stays on this machine: you said no to {origin} for this workspace. "
        "`sansfil consent --to {origin} --allow` changes that.",
        "L'index reste sur cette machine : vous avez refusé {origin} pour cet espace de travail. "
        "« sansfil consent --to {origin} --allow » y change.",
    ),
    "index.no_address": (
        "The index stays on this machine: `{url}` is no address of a server; correct `{setting}` (http or "
        "https, without a password).",
        "L'index reste sur cette machine : « {url} » n'est pas l'adresse d'un serveur ; corrigez "
        "« {setting} » (http ou https, sans mot de passe).",
    ),
    "index.embedder_unencrypted": (
        "The index stays on this machine: an embedder at {origin} would be sent the text of your files "
        "unencrypted; give it https, or reach it through an encrypted tunnel on this machine "
        "(`index.embedder_url`).",
        "L'index reste sur cette machine : un vectoriseur à {origin} recevrait le texte de vos fichiers sans "
        "chiffrement ; donnez-lui https, ou passez par un tunnel chiffré sur cette machine "
        "(« index.embedder_url »).",
    ),
    "index.no_embedder_by_http": (
        "That is for a Qdrant server: an embedder there is not asked, since it must be https, or http on this "
        "machine.",
        "Cela vaut pour un serveur Qdrant : un vectoriseur n'y est pas interrogé, car il lui faut https, ou http "
        "sur cette machine.",
    ),
    "index.no_origin": (
        "`{url}` is no address of a server; write one such as https://qdrant.example:6333, without a password.",
        "« {url} » n'est pas l'adresse d'un serveur ; écrivez par exemple https://qdrant.example:6333, sans "
        "mot de passe.",
    ),
    "index.is_here": (
        "{origin} is on this machine: nothing leaves it, and no word is needed.",
        "{origin} est sur cette machine : rien n'en part, et aucun accord n'est nécessaire.",
    ),
    "index.what_leaves": (
        "What leaves for {origin}: where it is a Qdrant server, hashes of words and vectors, paths, names of "
        "symbols, line numbers and digests of the files that are indexed, and your questions in the same form; "
        "where it is an embedder, the text of those files and your questions, with their secrets cut out.",
        "Ce qui part pour {origin} : si c'est un serveur Qdrant, des condensés de mots et des vecteurs, les "
        "chemins, noms de symboles, numéros de lignes et condensés des fichiers indexés, et vos questions "
        "sous la même forme ; si c'est un vectoriseur, le texte de ces fichiers et vos questions, secrets "
        "retirés.",
    ),
    "index.question": (
        "May the code index of “{folder}” use {origin}? A Qdrant server gets hashes of words and vectors, "
        "paths, names of symbols and line numbers; an embedder gets the text of your code and your "
        "questions, with secrets cut out.",
        "L'index du code de « {folder} » peut-il utiliser {origin} ? Un serveur Qdrant reçoit des condensés "
        "de mots et des vecteurs, les chemins, noms de symboles et numéros de lignes ; un vectoriseur "
        "reçoit le texte de votre code et vos questions, secrets retirés.",
    ),
    "index.question_here": (
        "May the code index of `{folder}` use {origin}? [y/N]",
        "L'index du code de « {folder} » peut-il utiliser {origin} ? [o/N]",
    ),
    "index.state_off": ("The code index is off.", "L'index du code est désactivé."),
    "index.state_listing": (
        "The code index looks at the files.",
        "L'index du code parcourt les fichiers.",
    ),
    "index.still_looking": (
        "The code index still looks at the files: these counts are not complete; ask again in a moment.",
        "L'index du code parcourt encore les fichiers : ces chiffres sont incomplets ; redemandez dans un "
        "instant.",
    ),
    "index.state_building": (
        "Indexing: {done} of {total} files, {left}.",
        "Indexation : {done} fichiers sur {total}, {left}.",
    ),
    "index.state_embedding": (
        "Searchable; vectors for {done} of {total} chunks, {left}.",
        "Recherche possible ; vecteurs pour {done} fragments sur {total}, {left}.",
    ),
    "index.left_unknown": ("time left unknown", "temps restant inconnu"),
    "index.left_seconds": ("{seconds} s left", "encore {seconds} s"),
    "index.left_minutes": ("{minutes} min left", "encore {minutes} min"),
    "index.state_ready": (
        "{files} files in {chunks} chunks are searchable ({backend}).",
        "{files} fichiers en {chunks} fragments sont interrogeables ({backend}).",
    ),
    "index.backend_embedded": ("on this disk", "sur ce disque"),
    "index.backend_server": ("on a Qdrant server", "sur un serveur Qdrant"),
    "index.backend_owner": ("shared with another window", "partagé avec une autre fenêtre"),
    "index.backend_memory": (
        "in memory, until the window closes",
        "en mémoire, jusqu'à la fermeture",
    ),
    "index.why_words": ("words {percent} %: {detail}", "mots {percent} % : {detail}"),
    "index.why_path": ("path {percent} %: {detail}", "chemin {percent} % : {detail}"),
    "index.why_symbol": ("name {percent} %: {detail}", "nom {percent} % : {detail}"),
    "index.why_history": ("history {percent} %: {detail}", "historique {percent} % : {detail}"),
    "index.why_meaning": ("meaning {percent} %", "sens {percent} %"),
    "index.no_process": (
        "The code index has stopped ({why}); it is started again.",
        "L'index du code s'est arrêté ({why}) ; il est relancé.",
    ),
    "index.no_question": (
        "There is nothing to search for; say what you are looking for.",
        "Il n'y a rien à chercher ; dites ce que vous cherchez.",
    ),
    "index.late": (
        "The code index has not answered within {seconds} s; try again in a moment.",
        "L'index du code n'a pas répondu en {seconds} s ; réessayez dans un instant.",
    ),
    "index.no_answer": (
        "The code index could not answer ({why}); try again in a moment.",
        "L'index du code n'a pas pu répondre ({why}) ; réessayez dans un instant.",
    ),
    "index.off": (
        "The code index is off: no folder is open, or `index.enabled` is false.",
        "L'index du code est désactivé : aucun dossier n'est ouvert, ou « index.enabled » vaut false.",
    ),
    "index.starting": (
        "The code index is starting; try again in a moment.",
        "L'index du code démarre ; réessayez dans un instant.",
    ),
    # Of embedders.
    "index.embedder_off": (
        "No embedder is set; name one in `index.embedder`.",
        "Aucun vectoriseur n'est réglé ; nommez-en un dans « index.embedder ».",
    ),
    "index.embedder_no_url": (
        "An embedder of the kind openai needs the address of its server; set `index.embedder_url`.",
        "Un vectoriseur de type openai a besoin de l'adresse de son serveur ; réglez « index.embedder_url ».",
    ),
    "index.embedder_bad_url": (
        "{url} is no address for an embedder; it must be https, or http on this machine "
        "(`index.embedder_url`).",
        "{url} n'est pas une adresse de vectoriseur ; il faut https, ou http sur cette machine "
        "(« index.embedder_url »).",
    ),
    "index.embedder_bad_key": (
        "The key for {url} cannot be sent; correct SANSFIL_EMBEDDER_KEY.",
        "La clé pour {url} ne peut pas être envoyée ; corrigez SANSFIL_EMBEDDER_KEY.",
    ),
    "index.embedder_wants_key": (
        "The embedder at {url} wants another key; put it into SANSFIL_EMBEDDER_KEY.",
        "Le vectoriseur de {url} veut une autre clé ; mettez-la dans SANSFIL_EMBEDDER_KEY.",
    ),
    "index.embedder_no_model": (
        "Name the model of the embedder in `index.embedding_model`, for example nomic-embed-text.",
        "Nommez le modèle du vectoriseur dans « index.embedding_model », par exemple nomic-embed-text.",
    ),
    "index.embedder_models": (
        "{url} does not serve exactly one model ({models}); name one in `index.embedding_model`.",
        "{url} ne sert pas un seul modèle ({models}) ; nommez-en un dans « index.embedding_model ».",
    ),
    "index.embedder_not_found": (
        "{url} knows no embedding model {model}; correct `index.embedding_model`, or fetch the model there.",
        "{url} ne connaît aucun modèle de vecteurs {model} ; corrigez « index.embedding_model », ou "
        "récupérez le modèle là-bas.",
    ),
    "index.embedder_remote": (
        "Ollama would send your code on to its own service for {model}; choose another model in "
        "`index.embedding_model`.",
        "Pour {model}, Ollama enverrait votre code à son propre service ; choisissez un autre modèle dans "
        "« index.embedding_model ».",
    ),
    "index.embedder_silent": (
        "No embedder answers at {url} ({why}); start it, or set `index.embedder` to none.",
        "Aucun vectoriseur ne répond à {url} ({why}) ; lancez-le, ou réglez « index.embedder » sur none.",
    ),
    "index.embedder_slow": (
        "The embedder at {url} did not answer in time; it is asked again later.",
        "Le vectoriseur de {url} n'a pas répondu à temps ; il est redemandé plus tard.",
    ),
    "index.embedder_busy": (
        "The embedder at {url} is busy; it is asked again later.",
        "Le vectoriseur de {url} est occupé ; il est redemandé plus tard.",
    ),
    "index.embedder_broke_off": (
        "The embedder at {url} broke off in the middle; see whether it is still running.",
        "Le vectoriseur de {url} s'est interrompu au milieu ; vérifiez qu'il tourne encore.",
    ),
    "index.embedder_redirects": (
        "{url} sends its visitors elsewhere, which is not followed; name the final address in "
        "`index.embedder_url`.",
        "{url} renvoie ses visiteurs ailleurs, ce qui n'est pas suivi ; nommez l'adresse finale dans "
        "« index.embedder_url ».",
    ),
    "index.embedder_refused": (
        "The embedder at {url} refused: {why}. Correct `index.embedding_model`, or see what the server logs.",
        "Le vectoriseur de {url} a refusé : {why}. Corrigez « index.embedding_model », ou voyez le journal "
        "du serveur.",
    ),
    "index.embedder_too_long": (
        "The embedder at {url} takes not even a few words for {model}; give it a larger context.",
        "Le vectoriseur de {url} n'accepte même pas quelques mots pour {model} ; donnez-lui un plus grand "
        "contexte.",
    ),
    "index.embedder_unusable": (
        "What {url} answers for {model} is not one usable vector for each text; name an embedding model in "
        "`index.embedding_model`.",
        "Ce que {url} répond pour {model} n'est pas un vecteur utilisable par texte ; nommez un modèle de "
        "vecteurs dans « index.embedding_model ».",
    ),
    "index.embedder_dimension": (
        "The embedder at {url} gives vectors of {found} numbers where it gave {wanted}; its model was "
        "changed: restart Sansfil.",
        "Le vectoriseur de {url} donne des vecteurs de {found} nombres au lieu de {wanted} ; son modèle a "
        "changé : redémarrez Sansfil.",
    ),
    "index.onnx_no_path": (
        "An embedder of the kind onnx needs a model file; name it in `index.embedding_model`.",
        "Un vectoriseur de type onnx a besoin d'un fichier de modèle ; nommez-le dans "
        "« index.embedding_model ».",
    ),
    "index.onnx_no_package": (
        "An embedder of the kind onnx needs onnxruntime and tokenizers; install them beside Sansfil "
        "(its extra `onnx`).",
        "Un vectoriseur de type onnx a besoin d'onnxruntime et de tokenizers ; installez-les à côté de "
        "Sansfil (son extra « onnx »).",
    ),
    "index.onnx_unreadable": (
        "{path} cannot be read ({why}); a model needs its tokenizer.json beside it "
        "(`index.embedding_model`).",
        "{path} ne peut pas être lu ({why}) ; un modèle a besoin de son tokenizer.json à côté de lui "
        "(« index.embedding_model »).",
    ),
    "index.onnx_unusable": (
        "{path} cannot be used as an embedder ({why}); name another one in `index.embedding_model`.",
        "{path} n'est pas utilisable comme vectoriseur ({why}) ; nommez-en un autre dans "
        "« index.embedding_model ».",
    ),
    "index.onnx_slow": (
        "The embedder of {path} is not done in time; it goes on later.",
        "Le vectoriseur de {path} n'a pas fini à temps ; il continue plus tard.",
    ),
    # The command line.
    "index.no_project": (
        "{path} is a home folder or a whole disk; name the folder of a project.",
        "{path} est un dossier personnel ou un disque entier ; nommez le dossier d'un projet.",
    ),
    "index.not_under": (
        "There is no folder {path} below {folder}; name one as it lies there.",
        "Il n'y a pas de dossier {path} sous {folder} ; nommez-en un qui s'y trouve.",
    ),
    "index.nothing_found": (
        "Nothing was found for “{query}”; try other words.",
        "Rien n'a été trouvé pour « {query} » ; essayez d'autres mots.",
    ),
    "index.nothing_yet": (
        "Nothing was found for “{query}” so far; search again once all files are searchable.",
        "Rien n'a été trouvé pour « {query} » jusqu'ici ; cherchez à nouveau quand tous les fichiers seront "
        "interrogeables.",
    ),
    "index.no_language": (
        "No file that is searched here is of the language “{language}”; there are {known}.",
        "Aucun fichier cherché ici n'est du langage « {language} » ; il y a {known}.",
    ),
    "index.no_map": (
        "No definitions were found in {path}, so there is no map to show.",
        "Aucune définition n'a été trouvée dans {path} ; il n'y a pas de carte à montrer.",
    ),
    "index.broken_off": (
        "Broken off: {files} files ({chunks} chunks) are searchable; the next build goes on from there.",
        "Interrompu : {files} fichiers ({chunks} fragments) sont trouvables ; la prochaine construction "
        "continue de là.",
    ),
    "index.cleared": (
        "The code index of {path} is forgotten; it is built again when it is needed.",
        "L'index du code de {path} est oublié ; il sera reconstruit quand il le faudra.",
    ),
    "index.languages": ("Files by language: {counted}.", "Fichiers par langage : {counted}."),
    "index.commits": (
        "Messages of {commits} commits count too.",
        "Les messages de {commits} commits comptent aussi.",
    ),
    "index.vectors": (
        "{vectors} of {chunks} chunks have a vector ({embedder}).",
        "{vectors} fragments sur {chunks} ont un vecteur ({embedder}).",
    ),
    "index.on_disk": ("{megabytes} MB on the disk.", "{megabytes} Mo sur le disque."),
    "index.skipped_so_many": (
        "Not searched, because {why}: {count}.",
        "Non cherchés, car {why} : {count}.",
    ),
    # The process around it.
    "index.too_much": (
        "That answer is too long to be passed on; ask for less.",
        "Cette réponse est trop longue pour être transmise ; demandez-en moins.",
    ),
    "index.request_failed": (
        "The code index failed at this request ({why}); please report it.",
        "L'index du code a échoué sur cette demande ({why}) ; merci de le signaler.",
    ),
    "index.step_failed": (
        "A step of indexing fails ({why}) and is tried again; what is there stays searchable.",
        "Une étape de l'indexation échoue ({why}) et sera retentée ; ce qui est là reste trouvable.",
    ),
    # Reasons of stores: parts of sentences, to be told within another.
    "index.store_failed": (
        "the store of the index failed: {reason}",
        "le stockage de l'index a échoué : {reason}",
    ),
    "index.store_busy": (
        "another window or program has the index open; close it, or wait until it has ended",
        "une autre fenêtre ou un autre programme a ouvert l'index ; fermez-le ou attendez sa fin",
    ),
    "index.store_corrupt": (
        "the index in {folder} is damaged and has to be built anew",
        "l'index dans {folder} est endommagé et doit être reconstruit",
    ),
    "index.store_full": (
        "the disk of {folder} is nearly full; make some room, or choose another `cache_dir`",
        "le disque de {folder} est presque plein ; libérez de la place ou choisissez un autre « cache_dir »",
    ),
    "index.journal_full": (
        "its journal cannot be written, likely because the disk is full; make some room, or choose another "
        "`cache_dir`",
        "son journal ne peut pas être écrit, sans doute parce que le disque est plein ; libérez de la place ou "
        "choisissez un autre « cache_dir »",
    ),
    "index.store_read_only": (
        "nothing can be written to {folder}; make it writable, or choose another `cache_dir`",
        "impossible d'écrire dans {folder} ; rendez-le accessible ou choisissez un autre « cache_dir »",
    ),
    "index.store_no_folder": (
        "{folder} cannot be a folder, since a file is in its way; move that away, or choose another `cache_dir`",
        "{folder} ne peut pas être un dossier, car un fichier en occupe la place ; déplacez-le ou choisissez un "
        "autre « cache_dir »",
    ),
    "index.store_closed": ("the index is closed", "l'index est fermé"),
    "index.store_missing": (
        "the package of the embedded index is not installed; `sansfil engine install` does it",
        "le paquet de l'index intégré n'est pas installé ; `sansfil engine install` l'installe",
    ),
    "index.store_dimension": (
        "the embedder gives vectors of {found} numbers where the index keeps {kept}; rebuild the index",
        "l'encodeur donne des vecteurs de {found} nombres, l'index en garde {kept} ; reconstruisez l'index",
    ),
    "index.held": (
        "Another process holds the code index ({why}); this window searches in memory.",
        "Un autre processus tient l'index du code ({why}) ; cette fenêtre cherche en mémoire.",
    ),
    "index.beside": (
        "Another window holds the code index, with other settings or without an answer; this one searches in "
        "memory.",
        "Une autre fenêtre tient l'index du code, avec d'autres réglages ou sans répondre ; celle-ci cherche en "
        "mémoire.",
    ),
    "index.set_once": (
        "{settings} of this command change which files are in the index of this folder: it is brought up to date "
        "with them now, and without them next time.",
        "{settings} de cette commande change les fichiers de l'index de ce dossier : il est mis à jour avec ce "
        "réglage maintenant, et sans lui la prochaine fois.",
    ),
    "index.not_kept": (
        "The code index is kept in memory only, until this is mended: {why}",
        "L'index du code n'est gardé qu'en mémoire, tant que ceci n'est pas réparé : {why}",
    ),
    "index.server_away": (
        "The Qdrant server cannot be used now, so the index of this machine answers: {why}",
        "Le serveur Qdrant est inutilisable pour l'instant ; l'index de cette machine répond : {why}",
    ),
    "index.was_damaged": (
        "Parts of the code index were damaged or missing: it is built anew.",
        "Des parties de l'index du code étaient endommagées ou manquaient : il est reconstruit.",
    ),
    "index.why_embedding": (
        "Vectors of the code and of questions, for the search by meaning.",
        "Vecteurs du code et des questions, pour la recherche par le sens.",
    ),
    "index.why_server": (
        "The code index is kept on this server, as `index.qdrant_url` says.",
        "L'index du code est gardé sur ce serveur, comme le veut « index.qdrant_url ».",
    ),
    "index.stopped": (
        "The building of the code index was stopped; {left} files are not searched as they are, until they "
        "change. The next start goes on with them, `sansfil index build` or Rebuild Index reads them at once.",
        "La construction de l'index du code a été arrêtée ; {left} fichiers ne sont pas cherchés tels qu'ils sont, "
        "tant qu'ils ne changent pas. Le prochain démarrage la reprend ; « sansfil index build » ou "
        "« Reconstruire l'index » les lit tout de suite.",
    ),
    "index.stopped_vectors": (
        "The making of vectors was stopped; {left} chunks are found by their words alone. The next start goes on.",
        "La création des vecteurs a été arrêtée ; {left} morceaux ne sont trouvés que par leurs mots. Le prochain "
        "démarrage la reprend.",
    ),
    "index.stopped_early": (
        "The building of the code index was stopped; the next start goes on, `sansfil index build` or Rebuild "
        "Index does so at once.",
        "La construction de l'index du code a été arrêtée ; le prochain démarrage la reprend, "
        "« sansfil index build » ou « Reconstruire l'index » tout de suite.",
    ),
    "index.forgotten": (
        "The code index was cleared; the next search builds it again.",
        "L'index du code a été effacé ; la prochaine recherche le reconstruit.",
    ),
    "index.skipped.secret": (
        "it may hold secrets",
        "il peut contenir des secrets",
    ),
    "index.skipped.binary": ("it is binary", "il est binaire"),
    "index.skipped.data": ("it is data, not code", "ce sont des données, non du code"),
    "index.skipped.generated": ("a tool has generated it", "un outil l'a généré"),
    "index.skipped.minified": ("it is minified", "il est minifié"),
    "index.skipped.lock": ("it is a lock file", "c'est un fichier de verrouillage"),
    "index.skipped.too_large": ("it is larger than 1 MB", "il dépasse 1 Mo"),
    "index.skipped.not_utf8": ("its text is not UTF-8", "son texte n'est pas en UTF-8"),
    "index.skipped.name": ("its name is not UTF-8", "son nom n'est pas en UTF-8"),
    "index.skipped.unreadable": ("it cannot be read", "il est illisible"),
    "index.skipped.link": ("it is a symbolic link", "c'est un lien symbolique"),
    "index.skipped.ignored": (
        "an ignore file of another tool names it",
        "un fichier d'exclusion d'un autre outil le cite",
    ),
    "index.skipped.excluded": ("`index.exclude` names it", "« index.exclude » le cite"),
    "index.skipped.too_many": (
        "there are more files than `index.maxFiles`",
        "il y a plus de fichiers que « index.maxFiles »",
    ),
    "index.server_down": (
        "nothing answers at {url}; start the Qdrant server, or empty `index.qdrant_url`",
        "rien ne répond à {url} ; démarrez le serveur Qdrant ou videz « index.qdrant_url »",
    ),
    "index.server_slow": (
        "the Qdrant server at {url} answers too slowly; look at its load, or empty `index.qdrant_url`",
        "le serveur Qdrant à {url} répond trop lentement ; voyez sa charge ou videz « index.qdrant_url »",
    ),
    "index.server_key": (
        "the Qdrant server at {url} refuses the key; set QDRANT_API_KEY to one that may write",
        "le serveur Qdrant à {url} refuse la clé ; donnez à QDRANT_API_KEY une clé qui peut écrire",
    ),
    "index.server_version": (
        "what answers at {url} is no Qdrant server of version 1.10 or later; look at `index.qdrant_url`",
        "ce qui répond à {url} n'est pas un serveur Qdrant 1.10 ou plus récent ; voyez « index.qdrant_url »",
    ),
    "index.server_missing": (
        "the index is no longer on the Qdrant server at {url}; it has to be built anew",
        "l'index n'est plus sur le serveur Qdrant à {url} ; il doit être reconstruit",
    ),
    "index.server_refused": (
        "the Qdrant server at {url} refuses: {reason}",
        "le serveur Qdrant à {url} refuse : {reason}",
    ),
    "index.server_strange": (
        "what answers at {url} does not answer as Qdrant does ({reason}); look at `index.qdrant_url`",
        "ce qui répond à {url} ne répond pas comme Qdrant ({reason}) ; voyez « index.qdrant_url »",
    ),
    "index.server_foreign": (
        "the Qdrant server has a collection {name} that is not Sansfil's; rename it, nothing was written",
        "le serveur Qdrant a une collection {name} étrangère à Sansfil ; renommez-la, rien n'a été écrit",
    ),
    "index.server_points": (
        "the collection {name} on the Qdrant server holds points that Sansfil has not written; build the index "
        "anew",
        "la collection {name} du serveur Qdrant contient des points que Sansfil n'a pas écrits ; reconstruisez "
        "l'index",
    ),
    "index.server_key_garbled": (
        "QDRANT_API_KEY holds characters that no key has; copy the key again",
        "QDRANT_API_KEY contient des caractères qu'aucune clé n'a ; recopiez la clé",
    ),
    "index.server_url": (
        "`index.qdrant_url` is no address; write it as http://127.0.0.1:6333",
        "« index.qdrant_url » n'est pas une adresse ; écrivez-la comme http://127.0.0.1:6333",
    ),
    "index.client_missing": (
        "the package for Qdrant servers is not installed; `sansfil engine install` does it",
        "le paquet pour les serveurs Qdrant n'est pas installé ; `sansfil engine install` l'installe",
    ),
}

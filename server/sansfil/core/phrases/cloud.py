"""Models of a provider, and what goes wrong with them."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # Faults of a provider; {why} is empty, or the server's own words in brackets behind a blank.
    "cloud.no_key": (
        "{server} needs a key; set one with `Sansfil: Set OpenRouter Key`, or in the environment "
        "variable OPENROUTER_API_KEY.",
        "{server} demande une clé ; donnez-la avec « Sansfil : définir la clé OpenRouter », ou dans la "
        "variable d'environnement OPENROUTER_API_KEY.",
    ),
    "cloud.wrong_key": (
        "{server} does not accept the key{why}; make a new one there and set it with `Sansfil: Set "
        "OpenRouter Key`, or in OPENROUTER_API_KEY.",
        "{server} n'accepte pas la clé{why} ; créez-en une nouvelle et donnez-la avec « Sansfil : "
        "définir la clé OpenRouter », ou dans OPENROUTER_API_KEY.",
    ),
    "cloud.no_credit": (
        "The account at {server} has no credit left{why}; add some there (even free models need a "
        "balance that is not negative), or raise the limit of the key.",
        "Le compte chez {server} n'a plus de crédit{why} ; rechargez-le (même les modèles gratuits "
        "veulent un solde non négatif), ou relevez la limite de la clé.",
    ),
    "cloud.minute_limit": (
        "The free requests of this minute at {server} are used up; wait for the next minute, or allow "
        "paid models a budget.",
        "Les requêtes gratuites de cette minute chez {server} sont épuisées ; attendez la minute "
        "suivante, ou donnez un budget aux modèles payants.",
    ),
    "cloud.day_limit": (
        "The free requests of today at {server} are used up; wait until midnight UTC, or allow paid "
        "models a budget.",
        "Les requêtes gratuites du jour chez {server} sont épuisées ; attendez minuit UTC, ou donnez "
        "un budget aux modèles payants.",
    ),
    "cloud.model_gone": (
        "{server} has no model {model} any more{why}; choose another one with `Sansfil: Choose Model "
        "for a Tier`.",
        "{server} n'a plus de modèle {model}{why} ; choisissez-en un autre avec « Sansfil : choisir le "
        "modèle d'un niveau ».",
    ),
    "cloud.free_ended": (
        "The free variant {model} has ended at {server}; choose another model with `Sansfil: Choose "
        "Model for a Tier`, or allow paid models a budget.",
        "La variante gratuite {model} a pris fin chez {server} ; choisissez un autre modèle avec "
        "« Sansfil : choisir le modèle d'un niveau », ou donnez un budget aux modèles payants.",
    ),
    "cloud.privacy": (
        "No endpoint for {model} at {server} fits your data policy; free models often want leave to "
        "train on prompts: see openrouter.ai/settings/privacy, `cloud.data_collection` and "
        "`cloud.zero_retention`, or choose a paid model.",
        "Aucun fournisseur de {model} chez {server} ne respecte vos règles de confidentialité ; les "
        "modèles gratuits demandent souvent le droit d'apprendre des requêtes : voyez "
        "openrouter.ai/settings/privacy, « cloud.data_collection » et « cloud.zero_retention », ou "
        "choisissez un modèle payant.",
    ),
    "cloud.constrained": (
        "No endpoint for {model} at {server} fits what was asked of it{why}; choose another model, or "
        "raise `cloud.max_prompt_usd` and `cloud.max_completion_usd` where you have set them.",
        "Aucun fournisseur de {model} chez {server} ne répond aux conditions posées{why} ; choisissez un "
        "autre modèle, ou relevez « cloud.max_prompt_usd » et « cloud.max_completion_usd » si vous les "
        "avez fixés.",
    ),
    # Faults of a server of the user's own.
    "cloud.server_wants_key": (
        "{server} wants another API key{why}; give Sansfil the one it was started with.",
        "{server} veut une autre clé d'API{why} ; donnez à Sansfil celle de son démarrage.",
    ),
    "cloud.server_has_no_model": (
        "{server} has no model {model} for chats{why}; load it there, or name another one.",
        "{server} n'a pas de modèle {model} pour dialoguer{why} ; chargez-le, ou nommez-en un autre.",
    ),
    # Faults of both.
    "cloud.busy": (
        "{server} is too busy for {model} just now{why}; try again soon, or choose another model.",
        "{server} est trop occupé pour {model} en ce moment{why} ; réessayez bientôt, ou choisissez un "
        "autre modèle.",
    ),
    "cloud.too_long": (
        "The conversation is too long for {model} at {server}; start a new one, or choose a model with "
        "a larger context.",
        "La conversation est trop longue pour {model} chez {server} ; commencez-en une autre, ou "
        "choisissez un modèle au contexte plus grand.",
    ),
    "cloud.too_large": (
        "The request is too large for {server}; send less of the project along, or start a new "
        "conversation.",
        "La requête est trop grosse pour {server} ; joignez moins du projet, ou commencez une nouvelle "
        "conversation.",
    ),
    "cloud.no_tools": (
        "{model} at {server} cannot call tools; choose one that can for the agent.",
        "{model} chez {server} ne sait pas appeler d'outils ; choisissez-en un qui sache pour l'agent.",
    ),
    "cloud.moderated": (
        "{server} refused the request for its content{why}; change what is asked, or choose another "
        "model.",
        "{server} a refusé la requête pour son contenu{why} ; changez la demande, ou choisissez un "
        "autre modèle.",
    ),
    "cloud.refused": (
        "{server} refused the request{why}; check the address and the model that are set.",
        "{server} a refusé la requête{why} ; vérifiez l'adresse et le modèle réglés.",
    ),
    "cloud.timeout": (
        "{server} did not answer in time for {model}; try again, or choose a faster model.",
        "{server} n'a pas répondu à temps pour {model} ; réessayez, ou choisissez un modèle plus "
        "rapide.",
    ),
    "cloud.provider_failed": (
        "{model} failed at {server}{why}; try again, or choose another model.",
        "{model} a échoué chez {server}{why} ; réessayez, ou choisissez un autre modèle.",
    ),
    "cloud.cut": (
        "{server} broke off in the middle of the answer of {model}; ask again.",
        "{server} s'est interrompu au milieu de la réponse de {model} ; redemandez.",
    ),
    "cloud.garbled": (
        "{server} answered with something unreadable; try again, or check the address that is set.",
        "{server} a répondu de façon illisible ; réessayez, ou vérifiez l'adresse réglée.",
    ),
    "cloud.unreachable": (
        "{server} cannot be reached; check the network and the address that is set.",
        "{server} est injoignable ; vérifiez le réseau et l'adresse réglée.",
    ),
    "cloud.proxy": (
        "The proxy on the way to {server} does not let the request through{why}; check HTTPS_PROXY and "
        "NO_PROXY.",
        "Le serveur mandataire sur le chemin de {server} ne laisse pas passer la requête{why} ; "
        "vérifiez HTTPS_PROXY et NO_PROXY.",
    ),
    "cloud.tls": (
        "No safe connection to {server} could be made{why}; check the clock of this machine and its "
        "certificates (SSL_CERT_FILE).",
        "Aucune connexion sûre à {server} n'a pu être établie{why} ; vérifiez l'horloge de cette machine "
        "et ses certificats (SSL_CERT_FILE).",
    ),
    # Addresses that cannot be used.
    "cloud.bad_address": (
        "{url} is no address for models; it must begin with `https://`, or with `http://` on this "
        "machine, and hold neither a password nor a query.",
        "{url} n'est pas une adresse de modèles ; elle doit commencer par « https:// », ou par "
        "« http:// » sur cette machine, sans mot de passe ni paramètres.",
    ),
    "cloud.redirects": (
        "{server} sends requests elsewhere, where the key shall not go; correct `cloud.base_url`.",
        "{server} renvoie les requêtes ailleurs, où la clé ne doit pas aller ; corrigez "
        "« cloud.base_url ».",
    ),
    # The list of models.
    "cloud.list_stale": (
        "The list of models is of {date}, since {server} could not be asked: {why}",
        "La liste des modèles date du {date}, car {server} n'a pas pu être interrogé : {why}",
    ),
    "cloud.unknown_model": (
        "There is no model {model}; check `cloud.models` and `agent.models`.",
        "Il n'y a pas de modèle {model} ; vérifiez « cloud.models » et « agent.models ».",
    ),
    "cloud.misspelt_model": (
        "There is no model {model}; perhaps {nearest} is meant.",
        "Il n'y a pas de modèle {model} ; {nearest} est peut-être le bon.",
    ),
    "cloud.gone": (
        "{model} is not offered any more.",
        "{model} n'est plus proposé.",
    ),
    "cloud.costs_now": (
        "{model} is not free any more.",
        "{model} n'est plus gratuit.",
    ),
    "cloud.cannot_call_tools": (
        "{model} cannot call tools.",
        "{model} ne sait pas appeler d'outils.",
    ),
    "cloud.context_too_small": (
        "{model} reads {tokens} tokens only.",
        "{model} ne lit que {tokens} jetons.",
    ),
    "cloud.not_as_named": (
        "A model that `cloud.models` or `agent.models` names cannot be asked: {why}",
        "Un modèle nommé par « cloud.models » ou « agent.models » ne peut pas être interrogé : {why}",
    ),
    "cloud.ready_without": (
        "The cloud is ready: {model}. {why}",
        "Le cloud est prêt : {model}. {why}",
    ),
    # Why a model was chosen.
    "cloud.why_yours": ("you named it", "vous l'avez nommé"),
    "cloud.why_free": ("free today", "gratuit aujourd'hui"),
    "cloud.why_paid": ("paid, the cheapest first", "payant, du moins cher au plus cher"),
    "cloud.why_instead": ("in place of {wanted}", "à la place de {wanted}"),
    "cloud.why_router": (
        "takes a free model of its own choice",
        "prend un modèle gratuit de son choix",
    ),
}

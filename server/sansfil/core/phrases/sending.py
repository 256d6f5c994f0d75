"""What becomes of a request on its way to a provider, and the state of the cloud as a whole."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "sending.no_ledger": (
        "Nothing was sent, because what it costs could not be written down: {why}.",
        "Rien n'a été envoyé, faute de pouvoir noter ce que cela coûte : {why}.",
    ),
    "sending.model_rests": (
        "{model} failed a moment ago and is left alone for another {seconds} s.",
        "{model} a échoué à l'instant et reste au repos encore {seconds} s.",
    ),
    "sending.not_for_typing": (
        "{model} costs money, so it is asked only when you ask (Suggest Now).",
        "{model} est payant et n'est donc interrogé qu'à votre demande (Suggérer maintenant).",
    ),
    "sending.no_key": (
        "There is no key for the cloud; set one with `Sansfil: Set OpenRouter Key`, or in the environment "
        "variable OPENROUTER_API_KEY.",
        "Aucune clé pour le cloud ; réglez-la avec « Sansfil : Définir la clé OpenRouter », ou dans la variable "
        "d'environnement OPENROUTER_API_KEY.",
    ),
    "sending.key_of_other": (
        "The key that was given is for another address; the one of now is {origin}. Set it anew with "
        "`Sansfil: Set OpenRouter Key`.",
        "La clé donnée est pour une autre adresse ; celle d'à présent est {origin}. Définissez-la de nouveau avec "
        "« Sansfil : Définir la clé OpenRouter ».",
    ),
    "sending.key_set": (
        "The key is set; it is sent to {origin} alone.",
        "La clé est définie ; elle n'est envoyée qu'à {origin}.",
    ),
    "sending.key_forgotten": (
        "The key for {origin} is forgotten.",
        "La clé pour {origin} est oubliée.",
    ),
    "sending.models": (
        "{count} models are there today.",
        "{count} modèles sont disponibles aujourd'hui.",
    ),
    "sending.changed": (
        "The settings of the cloud were changed meanwhile; ask again.",
        "Les réglages du cloud ont changé entre-temps ; redemandez.",
    ),
    "sending.turned": (
        "{model} is asked instead: {why}",
        "{model} est interrogé à la place : {why}",
    ),
    "sending.turned_to_paid": (
        "{model}, which costs money (at most {most}, within your budget), is asked instead: {why}",
        "{model}, qui est payant (au plus {most}, dans votre budget), est interrogé à la place : {why}",
    ),
    "sending.no_longer_free": (
        "{model} was free and now costs money: {cost} for this answer; from now on your budget holds for it.",
        "{model} était gratuit et devient payant : {cost} pour cette réponse ; votre budget vaut désormais pour lui.",
    ),
    "sending.closed_ceiling": (
        "{model} costs money, and a ceiling on prices cannot be read, so that none is paid; correct "
        "`cloud.max_prompt_usd` and `cloud.max_completion_usd`.",
        "{model} est payant, et un plafond de prix est illisible, rien n'est donc payé ; corrigez "
        "« cloud.max_prompt_usd » et « cloud.max_completion_usd ».",
    ),
    "sending.unknown_wish": (
        "`{wish}` is none of ask, allow, withoutTraining, never and forget.",
        "« {wish} » n'est ni ask, ni allow, ni withoutTraining, ni never, ni forget.",
    ),
    "sending.no_file": (
        "What was never saved in the workspace does not leave this machine.",
        "Ce qui n'a jamais été enregistré dans l'espace de travail ne quitte pas cette machine.",
    ),
    "sending.question": (
        "May Sansfil send code of “{folder}” to {origin}? Only what a suggestion or an answer needs, with secrets "
        "masked; everything sent is shown in Show Activity. Free models may train on, or publish, what they get; "
        "“Without Training” leaves most of them out.",
        "Sansfil peut-il envoyer du code de « {folder} » à {origin} ? Seulement ce qu'il faut pour une suggestion ou "
        "une réponse, secrets masqués ; tout envoi se voit dans Afficher l'activité. Les modèles gratuits peuvent "
        "apprendre de ce qu'ils reçoivent, ou le publier ; « Sans apprentissage » écarte la plupart d'entre eux.",
    ),
    "sending.answer_yes": ("Allow", "Autoriser"),
    "sending.answer_without_training": ("Without Training", "Sans apprentissage"),
    "sending.answer_no": ("Never Here", "Jamais ici"),
    "sending.needs_openai": (
        "Models of the cloud need packages that are not installed ({packages}): run `Sansfil: Install Local Engine`, "
        "or `sansfil engine install`, which brings them too.",
        "Les modèles du cloud demandent des paquets qui ne sont pas installés ({packages}) : lancez « Sansfil : "
        "Installer le moteur local », ou « sansfil engine install », qui les apporte aussi.",
    ),
    "sending.ready_unasked": (
        "The cloud is ready; no model was asked yet.",
        "Le cloud est prêt ; aucun modèle n'a encore été interrogé.",
    ),
    "sending.ready_noted": (
        "The cloud is ready: {model}. {said}",
        "Le cloud est prêt : {model}. {said}",
    ),
    "sending.ready": (
        "The cloud is ready: {model}.",
        "Le cloud est prêt : {model}.",
    ),
    "sending.free_used_up": (
        "The free requests of today are used up; they come back at midnight UTC.",
        "Les requêtes gratuites du jour sont épuisées ; elles reviennent à minuit UTC.",
    ),
    "sending.no_model": (
        "No model of the cloud can be asked for this; choose others with `Sansfil: Choose Model for a Tier` "
        "or in `cloud.models`.",
        "Aucun modèle du cloud ne peut être interrogé pour cela ; choisissez-en d'autres avec « Sansfil : "
        "Choisir un modèle pour un étage » ou dans « cloud.models ».",
    ),
}

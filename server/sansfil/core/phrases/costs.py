"""What was spent, and what is left."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "costs.no_free_today": (
        "The free requests of today ({limit}) are used up; there are more after midnight UTC.",
        "Les requêtes gratuites du jour ({limit}) sont épuisées ; il y en aura d'autres après minuit UTC.",
    ),
    "costs.no_free_this_minute": (
        "The free requests of this minute ({limit}) are used up; wait a moment.",
        "Les requêtes gratuites de cette minute ({limit}) sont épuisées ; attendez un instant.",
    ),
    "costs.rest_is_for_people": (
        "The last free requests of today ({left}) are kept for what you ask yourself.",
        "Les dernières requêtes gratuites du jour ({left}) sont gardées pour vos propres demandes.",
    ),
    "costs.typing_pauses": (
        "While you type, at most {share} free requests a minute are made ({purpose}); the others are "
        "kept for what you ask yourself.",
        "Pendant la frappe, au plus {share} requêtes gratuites par minute sont faites ({purpose}) ; les "
        "autres sont gardées pour vos propres demandes.",
    ),
    "costs.paid_is_off": (
        "{model} costs money, and the budget is 0; raise `budget.usd_per_day` and "
        "`budget.usd_per_month` to use it.",
        "{model} est payant, et le budget est de 0 ; augmentez « budget.usd_per_day » et "
        "« budget.usd_per_month » pour l'utiliser.",
    ),
    "costs.price_unknown": (
        "Nobody knows what {model} costs before it has answered; to use it, set "
        "`cloud.max_prompt_usd` and `cloud.max_completion_usd` to the most that you pay per million "
        "tokens.",
        "Personne ne sait ce que coûte {model} avant sa réponse ; pour l'utiliser, réglez "
        "« cloud.max_prompt_usd » et « cloud.max_completion_usd » sur le maximum que vous payez par million "
        "de jetons.",
    ),
    "costs.day_spent": (
        "{model} could cost {worst}, and {spent} of today's {most} are spent; raise "
        "`budget.usd_per_day`, or go on after midnight UTC.",
        "{model} pourrait coûter {worst}, et {spent} des {most} du jour sont dépensés ; augmentez "
        "« budget.usd_per_day », ou continuez après minuit UTC.",
    ),
    "costs.month_spent": (
        "{model} could cost {worst}, and {spent} of this month's {most} are spent; raise "
        "`budget.usd_per_month`, or go on next month.",
        "{model} pourrait coûter {worst}, et {spent} des {most} du mois sont dépensés ; augmentez "
        "« budget.usd_per_month », ou continuez le mois prochain.",
    ),
    "costs.closed_today": (
        "What was spent today is not known, since the ledger was damaged; {model} costs money and is "
        "not asked before midnight UTC.",
        "Ce qui a été dépensé aujourd'hui est inconnu, car le registre était endommagé ; {model} est "
        "payant et n'est pas interrogé avant minuit UTC.",
    ),
    "costs.not_booked": (
        "{model} costs money, and what it costs cannot be booked ({why}); make {path} writable, or "
        "use a free model.",
        "{model} est payant, et son coût ne peut pas être inscrit ({why}) ; rendez {path} accessible en "
        "écriture, ou utilisez un modèle gratuit.",
    ),
    "problem.ledger_damaged": (
        "The ledger of what was spent could not be read and was put aside in {path}; a new one has "
        "been begun, and paid models rest until midnight UTC.",
        "Le registre des dépenses n'a pas pu être lu et a été mis de côté dans {path} ; un nouveau est "
        "commencé, et les modèles payants se reposent jusqu'à minuit UTC.",
    ),
    "problem.ledger_unwritable": (
        "What is asked of a provider cannot be booked in {path}: {why}. Make room or make the folder "
        "writable; until then only free models are asked.",
        "Ce qui est demandé à un fournisseur ne peut pas être inscrit dans {path} : {why}. Faites de la place "
        "ou rendez le dossier accessible en écriture ; d'ici là, seuls les modèles gratuits sont interrogés.",
    ),
    "problem.ledger_unreadable": (
        "What was spent cannot be told: {why}. Try again, or close other windows first.",
        "Impossible de dire ce qui a été dépensé : {why}. Réessayez, ou fermez d'abord les autres fenêtres.",
    ),
    "problem.price_argument": (
        "`--price {found}` is not a name and a price, as in `--price Cursor=20`.",
        "« --price {found} » n'est pas un nom et un prix, comme dans « --price Cursor=20 ».",
    ),
    "problem.rate_argument": (
        "`--usd-per-eur {found}` is not what one euro is worth in dollars, as in `--usd-per-eur 1.1`.",
        "« --usd-per-eur {found} » n'est pas la valeur d'un euro en dollars, comme dans « --usd-per-eur 1.1 ».",
    ),
    "costs.title": ("Sent to providers", "Envoyé aux fournisseurs"),
    "costs.nothing": (
        "Nothing was sent to a provider in this time.",
        "Rien n'a été envoyé à un fournisseur dans cette période.",
    ),
    "costs.columns_time": (
        "| | requests | failed | tokens new | cached | written | cost | per request |",
        "| | requêtes | échouées | jetons nouveaux | en cache | écrits | coût | par requête |",
    ),
    "costs.columns_models": (
        "| model | | requests | failed | tokens new | cached | written | cost | per request |",
        "| modèle | | requêtes | échouées | jetons nouveaux | en cache | écrits | coût | par requête |",
    ),
    "costs.columns_workspaces": (
        "| workspace | | requests | failed | tokens new | cached | written | cost | per request |",
        "| espace de travail | | requêtes | échouées | jetons nouveaux | en cache | écrits | coût "
        "| par requête |",
    ),
    "costs.columns_days": (
        "| day (UTC) | requests | failed | tokens new | cached | written | cost | per request |",
        "| jour (UTC) | requêtes | échouées | jetons nouveaux | en cache | écrits | coût | par requête |",
    ),
    "costs.free": ("free", "gratuit"),
    "costs.today": ("today", "aujourd'hui"),
    "costs.this_month": ("this month", "ce mois-ci"),
    "costs.last_days": ("last {days} days", "{days} derniers jours"),
    "costs.free_left": (
        "Free requests left: {minute} this minute, {today} of {per_day} today.",
        "Requêtes gratuites restantes : {minute} cette minute, {today} sur {per_day} aujourd'hui.",
    ),
    "costs.budget_day": (
        "Budget of the day: {left} of {most} left.",
        "Budget du jour : il reste {left} sur {most}.",
    ),
    "costs.budget_month": (
        "Budget of the month: {left} of {most} left.",
        "Budget du mois : il reste {left} sur {most}.",
    ),
    "costs.open": (
        "Requests whose cost the provider has not told yet: {requests}; they are counted at the most that "
        "they can cost, {worst}.",
        "Requêtes dont le fournisseur n'a pas encore dit le coût : {requests} ; elles sont comptées au "
        "maximum possible, {worst}.",
    ),
    "costs.guessed": (
        "Requests whose cost nobody told, or was told as a sum that cannot be: {requests}; they are counted at "
        "the most that they can cost, {worst}.",
        "Requêtes dont personne n'a dit le coût, ou d'un coût annoncé impossible : {requests} ; elles sont "
        "comptées au maximum possible, {worst}.",
    ),
    "costs.legend": (
        "Days and months are those of UTC; a request counts on the day it was made.",
        "Les jours et les mois sont ceux d'UTC ; une requête compte le jour où elle a été faite.",
    ),
    "costs.savings_title": (
        "What {month} cost, beside subscriptions",
        "Ce que {month} a coûté, à côté des abonnements",
    ),
    "costs.savings_spent": (
        "Requests this month so far: {requests}; by the ledger they cost {spent}.",
        "Requêtes de ce mois jusqu'à présent : {requests} ; d'après le registre, elles ont coûté {spent}.",
    ),
    "costs.savings_columns": (
        "| subscription | price from | a month of it | spent here | difference |",
        "| abonnement | prix de | un mois | dépensé ici | différence |",
    ),
    "costs.yours": ("you", "vous"),
    "costs.savings_legend": (
        "Prices without `--price` are those of a French article of the date shown, in euros; without "
        "`--usd-per-eur` nobody converts them. Electricity and your own hardware are in no number.",
        "Les prix sans « --price » sont ceux d'un article français de la date indiquée, en euros ; sans "
        "« --usd-per-eur », personne ne les convertit. L'électricité et votre matériel n'entrent dans aucun "
        "nombre.",
    ),
}

"""Which engine is asked when, and why."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "route.first": (
        "{engine} was asked first: it usually answers in {milliseconds} ms.",
        "{engine} a été interrogé d'abord : il répond d'ordinaire en {milliseconds} ms.",
    ),
    "route.unmeasured": (
        "{engine} was asked first: how fast it answers is not known yet.",
        "{engine} a été interrogé d'abord : on ne sait pas encore à quelle vitesse il répond.",
    ),
    "route.beside": (
        "{engine} was asked {milliseconds} ms after the key, because {before} had not answered.",
        "{engine} a été interrogé {milliseconds} ms après la frappe, car {before} n'avait pas "
        "répondu.",
    ),
    "route.after_failure": (
        "{engine} was asked because {before} failed: {why}",
        "{engine} a été interrogé car {before} a échoué : {why}",
    ),
    "route.nothing_to_add": (
        "The engine had nothing to add, so the workspace model answered.",
        "Le moteur n'avait rien à ajouter ; le modèle de l'espace de travail a répondu.",
    ),
    "route.instead": (
        "The workspace model answered in place of the engine: {why}",
        "Le modèle de l'espace de travail a répondu à la place du moteur : {why}",
    ),
    "route.trial": (
        "{engine} was tried again after its failures.",
        "{engine} a été essayé de nouveau après ses échecs.",
    ),
    "route.at_once": (
        "The workspace model was sure, and answers at once.",
        "Le modèle de l'espace de travail était sûr, et répond aussitôt.",
    ),
    "route.no_engine": (
        "No engine is open: the workspace model answers alone.",
        "Aucun moteur n'est ouvert : le modèle de l'espace de travail répond seul.",
    ),
    "route.in_time": (
        "No engine had answered after {milliseconds} ms, so the workspace model did.",
        "Aucun moteur n'avait répondu après {milliseconds} ms ; le modèle de l'espace de travail "
        "l'a fait.",
    ),
    "route.known": (
        "{engine} had written it already: nothing was asked.",
        "{engine} l'avait déjà écrit : rien n'a été demandé.",
    ),
    "route.rests": (
        "{engine} is left alone for {seconds} s after {failures} failures in a row.",
        "{engine} est laissé en repos {seconds} s après {failures} échecs de suite.",
    ),
    "route.cannot_fill": (
        "{engine} has no model that fills in the middle.",
        "{engine} n'a pas de modèle qui complète au milieu d'un texte.",
    ),
    "route.no_consent": (
        "{engine} is not asked without your consent.",
        "{engine} n'est pas interrogé sans votre accord.",
    ),
    "route.no_budget": (
        "{engine} is not asked: the budget is used up.",
        "{engine} n'est pas interrogé : le budget est épuisé.",
    ),
    "route.too_late": (
        "{engine} could not have answered in time.",
        "{engine} n'aurait pas pu répondre à temps.",
    ),
}

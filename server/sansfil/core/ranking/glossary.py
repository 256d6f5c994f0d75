"""Words that say nothing of the code, and what a French question calls what code calls in English."""

from collections.abc import Mapping

ENGLISH_STOPS = frozenset(
    "a about above after again all also although am an and any are as at be because been before "
    "being below between both but by can cannot could did do does doing done don down during each "
    "either else ever every few for from further had has have having he her here hers him his how "
    "however i if in into is isn it its itself just let like ll made make makes making many may me "
    "might more most much must my need needs neither no nor not now of off on once one only onto or "
    "other others our out over own per please rather re same shall she should since so some such t "
    "than that the their them then there these they this those through thus to too under until up "
    "upon us use used uses using ve very via was we were what when where whether which while who "
    "whom whose why will with within without would yet you your yours "
    "add added adding adds allow allows bug change changed changes changing chore ensure ensures "
    "feat feature fix fixed fixes fixing implement implemented implements improve improved "
    "improvement improvements improves instead introduce introduced issue issues refactor "
    "refactored refactoring remove removed removes removing support supported supports update "
    "updated updates updating".split()
)
# The function words that no English question has; the rest mean something there (comment, pour, plus).
FRENCH_MARKS = frozenset(
    "le les une un des du dans avec est sont cette cet ces ou qui que quel quelle quels quelles "
    "quoi lequel laquelle aux au ne pas il elle ils elles nous vous je leur leurs dont etre fait "
    "sont avons avez puis depuis chez vers lors quand lorsque pourquoi combien".split()
) - {"ou", "au", "un"}
FRENCH_STOPS = FRENCH_MARKS | frozenset(
    "l d c s j m n t y qu la de et en on se sa son ses ce ca mon ma mes ton ta tes par pour sur sous "
    "sans plus moins comment ou au un a si tu te toi moi lui eux meme memes tout tous toute toutes "
    "comme donc or ni car mais aussi ainsi alors entre encore deja trop tres peu faire faut peut "
    "peuvent doit doivent ete etait sera soit ont avoir eu lieu endroit".split()
)
_SENSES = """
fichier fichiers: file | dossier dossiers repertoire repertoires: folder directory | chemin chemins: path
chaine chaines: string | tableau tableaux: array table | liste listes: list | cle cles: key
valeur valeurs: value | erreur erreurs: error | echec echecs: failure | avertissement: warning
requete requetes: request query | reponse reponses: response answer | serveur serveurs: server
reseau reseaux: network | utilisateur utilisateurs: user | compte comptes: account count
connexion connexions: connection login | deconnexion: logout disconnect | deconnecter: logout
connecter: connect login | mot mots: word | passe: password pass | motdepasse: password
bouton boutons: button | fenetre fenetres: window | ecran ecrans: screen | onglet onglets: tab
souris: mouse | clavier: keyboard | touche touches: key | curseur: cursor | defilement defiler: scroll
couleur couleurs: color | taille tailles: size | largeur: width | hauteur: height | police: font
bordure bordures: border | arriere: back background | affichage afficher affiche: display show render
cacher cache caches: hide cache | masquer masque: hide mask | dessiner dessin: draw | rendu: render
recherche rechercher cherche: search | chercher: search find | trouver trouve: find
remplacer remplace remplacement: replace | ecrire ecriture ecrit: write | lire lecture lu: read
ouvrir ouverture ouvert: open | fermer fermeture ferme: close
enregistrer enregistrement enregistre enregistres enregistree enregistrees: save record
favori favoris favorite favorites: favorite | signet signets: bookmark | annuler annulation annule: cancel undo
sauvegarder sauvegarde: save backup | charger chargement charge: load | supprimer suppression: delete remove
effacer efface: clear erase | ajouter ajout ajoute: add | creer creation cree: create | modifier: edit update
modification modifications: change edit | mettre mise: update set | jour: update day date
envoyer envoi envoie: send | recevoir reception: receive | demander demande: ask request
verifier verification verifie: check verify validate | valider: validate | tester: test | essai essais: test
appeler appel appels: call | appelle: call | fonction fonctions: function | methode methodes: method
classe classes: class | objet objets: object | champ champs: field | propriete proprietes: property
variable variables: variable | parametre parametres: parameter setting | reglage reglages: setting
argument arguments: argument | constante constantes: constant | heritage: inheritance
boucle boucles: loop | fil fils: thread | tache taches: task | file files: queue | pile: stack
arbre arbres: tree | noeud noeuds: node | graphe: graph | ligne lignes: line | colonne colonnes: column
base bases: database base | donnee donnees: data | requis: required | depart: start | demarrage demarrer: start
demarre: start | arret arreter arrete: stop | fin: end | debut: start begin | suivant suivante: next
precedent precedente: previous | premier premiere: first | dernier derniere: last | nouveau nouvelle: new
ancien ancienne: old | vide: empty | plein: full | nombre nombres: number count | somme: sum
moyenne: mean average | horloge: clock | heure heures: hour time | temps: time | delai delais: timeout delay
attente attendre: wait | duree: duration | date dates: date | langue langues: language locale
traduction traductions traduire: translation | texte textes: text | image images: image | icone icones: icon
lien liens: link | page pages: page | vue vues: view | modele modeles: model template | gabarit: template
route routes: route | jeton jetons: token | droit droits: permission right | autorisation: permission
securite: security | chiffrement chiffrer: encrypt | motif motifs: pattern | analyse analyser: parse
analyseur: parser | grammaire: grammar | compilateur: compiler | construire construction: build
paquet paquets: package | bibliotheque bibliotheques: library | dependance dependances: dependency
version versions: version | branche branches: branch | depot depots: repository | commande commandes: command
sortie sorties: output exit | entree entrees: input entry | journal journaux: log journal | trace traces: trace
memoire: memory | tampon: buffer | disque: disk | copie copier: copy | coller: paste | couper: cut
glisser: drag | deposer: drop | deplacer deplacement: move | tri trier trie: sort | filtre filtrer: filter
panier: cart basket | commander: order | paiement: payment | facture: invoice | achat: purchase
courriel courriels: email mail | message messages: message | notification notifications: notification
theme themes: theme | sombre: dark | clair: light | menu menus: menu | barre: bar | etat etats: state status
evenement evenements: event | ecouteur: listener | abonnement: subscription | synchronisation: sync
hors: offline out | local locale: local | distant distante: remote | gestion gerer gere: manage handle
gestionnaire: handler manager | parcourir: browse iterate | conversion convertir: convert | cote: side
"""


def _read(senses: str) -> Mapping[str, tuple[str, ...]]:
    entries = (entry.split(":") for entry in senses.replace("\n", "|").split("|") if ":" in entry)
    return {word: tuple(english.split()) for french, english in entries for word in french.split()}


_ENGLISH = _read(_SENSES)


def in_english(word: str) -> tuple[str, ...]:
    """What a French word (lower case, without accents) may be called in code; often nothing is known."""
    return _ENGLISH.get(word, ())

"""Gets to know an Ollama server: chooses the model, has it loaded, and sees what that did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sansfil.adapters.engines.ollama.catalogue import Loaded, canonical, loaded, version_of
from sansfil.adapters.engines.ollama.choosing import Chosen, chosen
from sansfil.adapters.engines.ollama.context import context_for
from sansfil.adapters.engines.ollama.fim_template import fim_tokens_of
from sansfil.adapters.engines.ollama.refusals import refusal
from sansfil.adapters.engines.ollama.requests import load_of
from sansfil.adapters.engines.ollama.residents import Residents
from sansfil.adapters.engines.slots import ANY
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError, EngineFacts

Told = Callable[[Phrase], None]


@dataclass(frozen=True)
class Wanted:
    """`model` is empty where it is to be guessed; `context_tokens` what a prompt and its answer need."""

    model: str
    context_tokens: int


@dataclass(frozen=True)
class Introduced:
    """`digest` is that of the model's content, empty where it is not told."""

    facts: EngineFacts
    digest: str
    residents: Residents


async def introduced(wire: Wire, wanted: Wanted, told: Told, until: float) -> Introduced:
    """The model, loaded with a context that is large enough; raises EngineError.

    `told` hears what that does to other programs: a model that goes, or is loaded anew.
    """
    build = await version_of(wire, until)
    model = await chosen(wire, wanted.model, until)
    before = await loaded(wire, until)
    tokens = _context_beside(before, model, wanted.context_tokens, told)
    await _load(wire, model.name, tokens, until)
    after = await loaded(wire, until)
    residents = _residents(model.name, tokens, before)
    said = residents.seen(names_of(after))
    if said is not None:
        told(said)
    held = resident(model.name, after) or Loaded(model.name, model.digest, tokens, None)
    return Introduced(_facts(wire.url, build, model, held, tokens), held.digest, residents)


def _context_beside(before: Sequence[Loaded], model: Chosen, wanted: int, told: Told) -> int:
    """Tokens to ask for; `told` hears of it if that changes what others use."""
    held = resident(model.name, before)
    had = held.context_tokens if held else 0
    tokens = context_for(wanted, model.about.context_tokens, had)
    if had not in (0, tokens):
        told(phrase("engine.ollama_loads_anew", model=model.name, had=had, needed=tokens))
    return tokens


def _residents(model: str, tokens: int, before: Sequence[Loaded]) -> Residents:
    """Those before the model is loaded: one that is loaded anew comes like one that was not there."""
    held = resident(model, before)
    is_kept = held is not None and held.context_tokens == tokens
    return Residents(model, names_of([one for one in before if is_kept or one is not held]))


def resident(model: str, among: Sequence[Loaded]) -> Loaded | None:
    return next((one for one in among if one.name.lower() == model.lower()), None)


def names_of(models: Sequence[Loaded]) -> Sequence[str]:
    return [model.name for model in models]


async def _load(wire: Wire, model: str, tokens: int, until: float) -> None:
    answer = await wire.asked("/api/generate", load_of(model, tokens), until)
    if not answer.is_ok or answer.tree.get("done") is not True:
        raise refusal(wire, model, answer)
    signed = answer.tree.get("model")
    if isinstance(signed, str) and canonical(signed).lower() != model.lower():
        raise EngineError(phrase("engine.garbled", url=wire.url))


def _facts(url: str, build: str, model: Chosen, held: Loaded, tokens: int) -> EngineFacts:
    return EngineFacts(
        name="Ollama",
        url=url,
        model=model.name,
        build=build,
        context_tokens=held.context_tokens or tokens,
        # Ollama has one or more and chooses by itself: none is kept for one program.
        slots=0,
        slot=ANY,
        fim_tokens=fim_tokens_of(model.about.template),
        has_gpu=held.has_gpu,
        keeps_prefixes=None,
        is_managed=False,
        weights=model.digest,
    )

"""Models, and providers, that are left alone for a while after they failed: no storm of retries."""

from collections.abc import Callable
from dataclasses import dataclass

from sansfil.core.faults import Fault, Remedy, remedy_for
from sansfil.ports.chat import ChatError


@dataclass(frozen=True)
class Rests:
    """Seconds: `busy_s` after a failure that may pass, `gone_s` where a model is no more, `blocked_s`
    where nothing works until the user does something; a provider's own word counts up to `most_s`."""

    busy_s: float = 30.0
    gone_s: float = 3_600.0
    blocked_s: float = 60.0
    most_s: float = 600.0


# What says nothing about the model, only about what was asked of it.
_OF_THE_REQUEST = (Fault.TOO_LONG, Fault.TOO_LARGE, Fault.MODERATED, Fault.REFUSED)


class Breathers:
    """One per assistant; `clock_s` is of the wall, so that a laptop's sleep is a rest too."""

    def __init__(self, clock_s: Callable[[], float], rests: Rests = Rests()) -> None:
        self._clock_s, self._rests = clock_s, rests
        self._until: dict[str, float] = {}
        self._bound = set[str]()
        self._blocked: tuple[float, ChatError] | None = None

    def failed(self, model: str, error: ChatError) -> None:
        """Nobody is asked too soon again."""
        remedy = remedy_for(error.fault)
        if error.fault in _OF_THE_REQUEST or remedy is Remedy.WAIT:
            return
        if remedy is Remedy.STOP:
            self._blocked = (self._clock_s() + self._rests.blocked_s, error)
            return
        self._until[model] = self._clock_s() + self._rest_s(remedy, error)
        if error.retry_after_s is not None:
            self._bound.add(model)

    def answered(self, model: str) -> None:
        self._until.pop(model, None)
        self._bound.discard(model)
        self._blocked = None

    def rests(self, model: str) -> bool:
        return self.left_s(model) > 0

    def left_s(self, model: str) -> float:
        """How long it is still left alone."""
        return max(0.0, self._until.get(model, 0.0) - self._clock_s())

    def is_bound(self, model: str) -> bool:
        """Whether the provider itself has said when to come back, which holds for everybody."""
        return model in self._bound and self.rests(model)

    @property
    def blocked(self) -> ChatError | None:
        """Why it is no use to ask anybody now."""
        if self._blocked is None or self._clock_s() >= self._blocked[0]:
            return None
        error = self._blocked[1]
        # One that is raised twice would collect the tracebacks of both.
        return ChatError(error.said, error.fault)

    def forget(self) -> None:
        """The user has changed something: everything is worth another try."""
        self._until.clear()
        self._bound.clear()
        self._blocked = None

    def _rest_s(self, remedy: Remedy, error: ChatError) -> float:
        if error.retry_after_s is not None:
            return min(max(error.retry_after_s, 1.0), self._rests.most_s)
        return self._rests.gone_s if remedy is Remedy.REFRESH else self._rests.busy_s

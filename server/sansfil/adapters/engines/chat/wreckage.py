"""What the `openai` client and its transport raise, as ChatError."""

import contextlib
import ssl
from collections.abc import Callable, Generator, Iterator

from sansfil.adapters.engines.chat.complaints import Complaints
from sansfil.core.faults import Fault
from sansfil.ports import EngineError
from sansfil.ports.chat import ChatError


@contextlib.contextmanager
def translating(complaints: Complaints, proxy: Callable[[], str]) -> Generator[None]:
    """`proxy` tells the one in use, empty for none: who cannot be reached is it, not the server.

    What is none of the wire's failures passes as it is.
    """
    try:
        yield
    except ChatError:
        raise
    except Exception as error:
        guarded = next((each for each in _causes(error) if isinstance(each, EngineError)), None)
        if guarded is not None:
            # What guards the border of the machine has its own sentence.
            raise ChatError(guarded.said, Fault.REFUSED) from error
        fault = Fault.TIMEOUT if isinstance(error, TimeoutError) else _fault_of(error)
        if fault is None:
            raise
        if fault is Fault.UNREACHABLE and proxy():
            fault = Fault.PROXY
        raise complaints.of(fault, why=_reason(error, fault)) from error


def _fault_of(error: Exception) -> Fault | None:
    import anyio  # the client has loaded them, or there would be no such error
    import httpx2
    import openai

    causes = tuple(_causes(error))
    kinds: tuple[tuple[Fault, tuple[type[BaseException], ...]], ...] = (
        (Fault.TLS, (ssl.SSLError,)),
        (Fault.PROXY, (httpx2.ProxyError,)),
        (Fault.UNREACHABLE, (httpx2.ConnectError, httpx2.ConnectTimeout)),
        (Fault.TIMEOUT, (TimeoutError, httpx2.TimeoutException)),
        (Fault.CUT, (httpx2.NetworkError, OSError, anyio.EndOfStream)),
    )
    for fault, kind in kinds:
        if any(isinstance(cause, kind) for cause in causes):
            return fault
    if any(isinstance(cause, httpx2.RemoteProtocolError) for cause in causes):
        return Fault.CUT if any(map(_ended_early, causes)) else Fault.GARBLED
    others = (httpx2.HTTPError, httpx2.StreamError, openai.OpenAIError, ValueError)
    return Fault.GARBLED if isinstance(error, others) else None


def _ended_early(cause: BaseException) -> bool:
    """h11 has one error for an answer that ends too soon and for one that is no HTTP."""
    said = str(cause).lower()
    return "disconnected" in said or "closed connection" in said


def _reason(error: Exception, fault: Fault) -> str:
    """A word of what is wrong with a certificate, and nothing of what was sent."""
    if fault is not Fault.TLS:
        return ""
    found = (each for each in _causes(error) if isinstance(each, ssl.SSLCertVerificationError))
    first = next(found, None)
    return "" if first is None else str(first.verify_message)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__

"""`sansfil/ask` on the wire: the parts of an answer as they come, then the whole."""

from collections.abc import Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from sansfil.entrypoints.lsp.protocol import field_of
from sansfil.entrypoints.lsp.session import Session
from sansfil.features.ask import Invented
from sansfil.features.named_files import Left
from sansfil.features.relevant import Found
from sansfil.features.sending import Noticed, Turned
from sansfil.ports.chat import Answered


async def asked(server: LanguageServer, session: Session, params: Any) -> Mapping[str, str]:
    """`{question, partialResultToken?}` gives `{answer, model}`; parts of the answer go out as they come, as
    `{text}`, `{turned}` where another model begins anew, `{left}` for a file that was not sent along,
    `{found}` for the places of the code that were, `{invented}` where the answer is written anew since it
    imports what is not there, or `{noticed}` for what else the user should hear."""
    question, token = field_of(params, "question"), field_of(params, "partialResultToken")
    if not isinstance(question, str) or not question.strip():
        raise JsonRpcInvalidParams("`question` is a text")
    answer, model = "", ""
    async with session.ask.answering(question) as events:
        async for event in events:
            if isinstance(event, str):
                answer += event
                _tell(server, token, {"text": event})
            elif isinstance(event, Left):
                _tell(server, token, {"left": event.path, "why": session.said(event.why)})
            elif isinstance(event, Invented):
                answer = ""
                _tell(server, token, {"invented": list(map(session.said, event.said))})
            elif isinstance(event, Found):
                _tell(server, token, {"found": list(event.places), "isPartial": event.is_partial})
            elif isinstance(event, Turned):
                answer = ""
                _tell(server, token, {"turned": event.model, "why": session.said(event.said)})
            elif isinstance(event, Noticed):
                _tell(server, token, {"noticed": session.said(event.said)})
            elif isinstance(event, Answered):
                model = event.model
    return {"answer": answer, "model": model}


def _tell(server: LanguageServer, token: Any, value: Mapping[str, Any]) -> None:
    if isinstance(token, str | int):
        server.protocol.notify("$/progress", types.ProgressParams(token, dict(value)))

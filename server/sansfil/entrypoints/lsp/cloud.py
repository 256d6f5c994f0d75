"""The cloud on the wire: its key, consent, models and spending, and questions about the code."""

from collections.abc import Mapping, Sequence
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from sansfil.core.phrases import phrase
from sansfil.entrypoints.lsp.protocol import field_of
from sansfil.entrypoints.lsp.session import Session

SET_SECRET = "sansfil/setSecret"  # noqa: S105 - the name of a request
SECRET_ORIGIN = "sansfil/secretOrigin"  # noqa: S105 - another one
ASK = "sansfil/ask"
CONSENT = "sansfil.consent"
CLOUD_MODELS = "sansfil.cloudModels"
SPENDING = "sansfil.spending"
OPENROUTER = "openrouter"
MOST_KEY_CHARACTERS = 500
SPENDING_DAYS = 30


def register_cloud(server: LanguageServer, session: Session) -> None:
    @server.feature(SECRET_ORIGIN)
    def secret_origin(params: Any) -> Any:
        """`{name}` gives `{origin}`: where the key that is wanted now would be sent."""
        _check_name(params)
        return {"origin": session.assistant.cloud.origin}

    @server.feature(SET_SECRET)
    def set_secret(params: Any) -> Any:
        """`{name, value, origin?}` gives `{origin, message}`; null forgets the key."""
        return _set_secret(session, params)

    @server.command(CONSENT)
    async def consent(*arguments: Any) -> Any:
        return await session.answered(_consented(session, arguments))

    @server.command(CLOUD_MODELS)
    async def cloud_models(*arguments: Any) -> Any:
        """For completions, or for the agent where the argument is `agent`."""
        from sansfil.core.offers import Purpose  # the same

        purpose = Purpose.AGENT if arguments[:1] == ("agent",) else Purpose.COMPLETION
        return await session.answered(session.assistant.cloud.listed(session.locale, purpose))

    @server.command(SPENDING)
    async def spending() -> Any:
        return {"markdown": await session.answered(_spent(session))}

    @server.feature(ASK)
    async def ask(params: Any) -> Any:
        from sansfil.entrypoints.lsp.asking import asked  # only who asks waits for it

        return await session.answered(asked(server, session, params))


async def _spent(session: Session) -> str:
    from sansfil.core.costs import prose  # the same

    assistant = session.assistant
    spent = await assistant.spending.report(assistant.settings.budget, SPENDING_DAYS)
    saved = await assistant.spending.savings()
    return (
        f"{prose.markdown(spent, session.locale)}\n{prose.savings_markdown(saved, session.locale)}"
    )


def _check_name(params: Any) -> None:
    if field_of(params, "name") != OPENROUTER:
        raise JsonRpcInvalidParams(f"`name` is {OPENROUTER!r}")


def _set_secret(session: Session, params: Any) -> Mapping[str, str]:
    """The answer never repeats the key, nor do errors."""
    _check_name(params)
    value, wanted = field_of(params, "value"), field_of(params, "origin")
    cloud = session.assistant.cloud
    if wanted not in (None, cloud.origin):
        raise JsonRpcException(session.said(phrase("sending.key_of_other", origin=cloud.origin)))
    if value is not None and not _is_key(value):
        raise JsonRpcInvalidParams("`value` is a key, printable and in one line, or null")
    cloud.set_key(value or "")
    said = phrase("sending.key_set" if value else "sending.key_forgotten", origin=cloud.origin)
    return {"origin": cloud.origin, "message": session.said(said)}


def _is_key(value: Any) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= MOST_KEY_CHARACTERS:
        return False
    return value.isascii() and value.isprintable() and " " not in value


async def _consented(session: Session, arguments: Sequence[Any]) -> Mapping[str, str]:
    wish = arguments[0] if arguments else None
    if not isinstance(wish, str):
        raise JsonRpcInvalidParams("the argument is a word")
    said = await session.assistant.cloud.consent(wish)
    return {"message": session.said(said)}

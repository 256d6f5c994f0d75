"""What the editor asks by `workspace/executeCommand`, and tells of its suggestions."""

from typing import Any

from pygls.lsp.server import LanguageServer

from sansfil.core.phrases import phrase
from sansfil.entrypoints.lsp.convert import position_from
from sansfil.entrypoints.lsp.protocol import (
    DOCTOR,
    ENGINE_OFFER,
    GPUS,
    INSTALL_ENGINE,
    NEXT_EDIT_SKIP,
    NEXT_EDIT_STOP,
    PROPOSE_MODELS,
    RELEARN,
    SHOW_USAGE,
    SUGGESTION_ACCEPTED,
    SUGGESTION_DISMISSED,
    field_of,
    place_of,
    report_to_wire,
    usage_to_wire,
)
from sansfil.entrypoints.lsp.session import Session

USAGE_DAYS = 30


def register_commands(server: LanguageServer, session: Session) -> None:
    @server.command(DOCTOR)
    async def doctor() -> Any:
        return report_to_wire(await session.assistant.doctor(), session.locale)

    @server.command(INSTALL_ENGINE)
    async def install_engine() -> Any:
        return await session.installing.install(session.assistant)

    @server.command(ENGINE_OFFER)
    def engine_offer() -> Any:
        """`{message}`: what would be installed, and how large it is."""
        return {"message": session.said(phrase("extras.offer"))}

    @server.command(PROPOSE_MODELS)
    async def propose_models() -> Any:
        return await session.answered(session.assistant.proposed(session.locale))

    @server.command(GPUS)
    async def gpus() -> Any:
        return await session.answered(session.assistant.gpus(session.locale))

    @server.command(RELEARN)
    def relearn() -> None:
        session.assistant.relearn()

    @server.command(NEXT_EDIT_SKIP)
    def skip_next_edit() -> None:
        session.assistant.skip_next_edit()

    @server.command(NEXT_EDIT_STOP)
    def stop_next_edits() -> None:
        session.assistant.stop_next_edits()


def register_outcomes(server: LanguageServer, session: Session) -> None:
    """What the editor tells of its suggestions; what is not as `protocol` says is not heeded."""

    # `Any`, since pygls gives a first argument of type `object` the server.
    @server.command(SUGGESTION_ACCEPTED)
    def suggestion_accepted(*arguments: Any) -> None:
        number = arguments[0] if arguments else None
        if type(number) is int:
            session.assistant.accepted(number)

    @server.command(SUGGESTION_DISMISSED)
    def suggestion_dismissed(*arguments: Any) -> None:
        told: Any = arguments[0] if arguments else None
        place, version = place_of(told), field_of(field_of(told, "textDocument"), "version")
        document = None if place is None else session.assistant.document(place[0])
        if place is not None and document is not None and isinstance(version, int):
            position = position_from(document.lines, place[1])
            session.assistant.dismissed(document.uri, version, position)

    @server.command(SHOW_USAGE)
    async def show_usage() -> Any:
        report = await session.answered(session.assistant.used(USAGE_DAYS))
        return usage_to_wire(report, session.locale)

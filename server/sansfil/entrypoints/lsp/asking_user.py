"""Questions that the user answers by choosing one of a few words."""

from collections.abc import Sequence

from lsprotocol import types
from pygls.lsp.server import LanguageServer


async def ask_user(server: LanguageServer, question: str, answers: Sequence[str]) -> int | None:
    """Which of `answers` was chosen; None where the user closed the question, or the client shows none."""
    actions = [types.MessageActionItem(answer) for answer in answers]
    params = types.ShowMessageRequestParams(types.MessageType.Info, question, actions)
    chosen = await server.window_show_message_request_async(params)
    return None if chosen is None or chosen.title not in answers else answers.index(chosen.title)

"""The parts of a window that live as long as it does: opened first, swapped where settings or folders change."""

import asyncio
from typing import TYPE_CHECKING

from sansfil.assistant.window import Window
from sansfil.core.phrases import Phrase
from sansfil.features.cloud_room import CloudRoom
from sansfil.features.code_index import CodeIndex, elsewhere
from sansfil.features.context import ContextFollower, Exchange
from sansfil.features.followers import FirstFollowers, Followers
from sansfil.features.neighbours import Neighbours

if TYPE_CHECKING:
    from sansfil.features.cloud import Cloud
    from sansfil.features.consenting import AskUser


class Parts:
    """One per assistant; `followers` hear of the open documents, `cloud` is loaded once it is needed."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._asker: AskUser | None = None
        self.cloud = CloudRoom(self._made_cloud)
        self.followers = Followers(
            FirstFollowers(
                window.opened_model(),
                window.opened_engine(),
                window.opened_backup(),
                window.opened_cloud(self.cloud),
                self._opened_context(),
                self._opened_index(),
            )
        )
        self.followers.may_leave = self.cloud.may_leave
        if window.outside.cloud_key:
            self.cloud.load()

    async def engine_settled(self) -> None:
        """Wait until an engine is open, or none will be for now."""
        everybody = (*self.followers.engines, self.followers.cloud)
        waits = [asyncio.create_task(each.settled.wait()) for each in everybody]
        try:
            while waits and self.followers.session is None:
                _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                waits = list(left)
        finally:
            for each in waits:
                each.cancel()

    def ask_for_consent_by(self, asker: "AskUser") -> None:
        self._asker = asker
        if self.cloud.loaded is not None:
            self.cloud.now.consenting.ask_by(asker)

    # As settings and folders are now

    def swap_model(self) -> None:
        self.followers.swap_model(self._window.opened_model())

    def swap_engines(self) -> None:
        self.followers.swap_engine(self._window.opened_engine())
        self.followers.swap_backup(self._window.opened_backup())

    def reconfigure_cloud(self) -> None:
        cloud = self.cloud.loaded
        if cloud is not None:
            cloud.configure(self._window.settings, self._window.roots)
            self.reopen_cloud()

    def reopen_cloud(self) -> None:
        self.followers.swap_cloud(self._window.opened_cloud(self.cloud))

    def swap_context(self) -> None:
        self.followers.swap_context(self._opened_context())

    def swap_index(self) -> None:
        cloud = self.cloud.loaded
        if cloud is not None:
            # Its word is wanted for the servers of the index too.
            cloud.consenting.configure(self._window.settings, self._window.roots)
        was_wanted = self.followers.index.is_wanted
        self.followers.swap_index(self._opened_index())
        if was_wanted:
            self.followers.index.begin()

    def _made_cloud(self) -> "Cloud":
        from sansfil.assistant.conversing import made_cloud

        return made_cloud(self._window, self.reopen_cloud, self._asker)

    def _opened_context(self) -> ContextFollower:
        neighbours = Neighbours(lambda: self.followers.index, lambda: self._window.grounds.now)
        exchange = Exchange(
            lambda chunk: self.followers.log(chunk), self._window.documents.at, neighbours.around
        )
        return self._window.opened_context(exchange)

    def _opened_index(self) -> CodeIndex:
        return self._window.opened_index(self._may_reach_index)

    async def _may_reach_index(self) -> Phrase | None:
        """A server of elsewhere that holds the index, or makes vectors of the code, needs the user's word."""
        for url in elsewhere(self._window.settings.index):
            why = await self.cloud.now.consenting.may_reach(url)
            if why is not None:
                return why
        return None

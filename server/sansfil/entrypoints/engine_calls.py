"""`sansfil engine`, and the processes that Sansfil starts for engines."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from sansfil.core.kv import Launcher, Wish
from sansfil.entrypoints import engine_commands, plan_command
from sansfil.entrypoints.calling import COULD_NOT, DONE, Call, answered_with


def engine(call: Call) -> int:
    if call.options.action == "install":
        return _install_engine(call)
    if call.options.action == "plan":
        return _plan_engine(call)
    if call.options.action in ("propose", "use"):
        return _propose_models(call)
    assistant = call.assistant([])
    told = (assistant.settings, assistant.status().problems)
    return answered_with(call, engine_commands.status(call.doors.engines(), *told, call.said))


def _plan_engine(call: Call) -> int:
    options = call.options
    wish = Wish(Launcher(options.engine), options.context, options.slots)
    answer = plan_command.plan(call.doors.engines(), options.model, wish, call.said)
    answered_with(call, answer)
    return DONE if answer["fits"] else COULD_NOT


def _propose_models(call: Call) -> int:
    found = asyncio.run(_awaited(call.assistant([]).proposed(call.locale)))
    if call.options.action == "use":
        users_file = call.doors.engines().users_settings(call.options.config)
        wanted = (call.options.choice, users_file)
        return answered_with(call, engine_commands.use(found, *wanted, call.said))
    answered_with(call, engine_commands.propose(found, call.said))
    return DONE if found["choices"] else COULD_NOT


async def _awaited(wanted: Awaitable[Any]) -> Any:
    return await wanted


def _install_engine(call: Call) -> int:
    if not call.options.yes and not engine_commands.consents(call.said):
        return COULD_NOT
    call.assistant([])  # which reads the settings: in private mode nothing is installed
    return answered_with(call, engine_commands.install(call.doors.engines(), call.said))


def host_engine(call: Call) -> int:
    engines, options = call.doors.engines(), call.options
    return engines.host(options.folder) if options.detached else engines.detach(options.folder)


def fetch_model(call: Call) -> int:
    return call.doors.engines().fetch(call.options.repository, call.options.file)

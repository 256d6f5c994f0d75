"""Which declared package may have been meant by one that does not exist."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

# What is used for the same purpose, in every language: a model that takes one of them for granted
# means whichever the project has.
_PURPOSES = (
    "requests httpx aiohttp urllib3 axios node-fetch got ky superagent undici dio http chopper retrofit cross-fetch",
    "flask django fastapi starlette bottle tornado sanic quart express koa fastify hono nestjs shelf",
    "sqlalchemy peewee tortoise-orm pony sqlmodel django prisma typeorm sequelize knex drizzle-orm mongoose drift sqflite",  # noqa: E501
    "provider riverpod flutter-riverpod bloc flutter-bloc get getx mobx redux flutter-redux zustand jotai recoil pinia"
    " vuex xstate scoped-model reduxjs-toolkit",
    "python-dateutil pendulum arrow moment dayjs date-fns luxon intl",
    "pytest unittest2 nose jest vitest mocha jasmine ava test flutter-test",
    "lodash lodash-es underscore ramda remeda radash collection",
    "click typer argparse fire docopt commander yargs cac minimist args",
    "rich colorama termcolor blessed chalk picocolors kleur ansi-colors",
    "pydantic attrs marshmallow cattrs zod yup joi valibot io-ts ajv freezed json-serializable",
    "pillow opencv-python wand sharp jimp image",
    "pyyaml ruamel-yaml js-yaml yaml",
    "react preact vue svelte solid-js angular",
    "hive isar shared-preferences sembast objectbox localforage idb",
)
_GROUPS: Mapping[str, str] = {name: group for group in _PURPOSES for name in group.split()}
_LEAST_ALIKE = 0.72


def nearest(name: str, declared: Sequence[str]) -> str:
    """The declared name that is most like `name`, or is used for the same; empty where none is."""
    by_form = {_form(each): each for each in reversed(declared)}
    form = _form(name)
    found = get_close_matches(form, by_form, n=1, cutoff=_LEAST_ALIKE)
    if found:
        return by_form[found[0]]
    return _of_purpose(form, by_form) or _of_parts(form, by_form)


def _of_purpose(form: str, by_form: Mapping[str, str]) -> str:
    group = _GROUPS.get(form, "").split()
    return next((by_form[each] for each in group if each in by_form), "")


def _of_parts(form: str, by_form: Mapping[str, str]) -> str:
    """What its first words alone name: `flask` for `flask-magic-auth`."""
    parts = form.split("-")
    heads = ("-".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((by_form[each] for each in heads if each in by_form), "")


def _form(name: str) -> str:
    """Spelled alike in every language: `@scope/some_name` becomes `scope-some-name`."""
    return name.lower().lstrip("@").replace("/", "-").replace("_", "-").replace(".", "-")

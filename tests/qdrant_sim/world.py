"""What such a server knows: collections with points, aliases; and what it refuses."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

Json = dict[str, Any]


class Refused(Exception):
    """`status` is HTTP's; the text is in the server's words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Point:
    id: str
    vectors: Json
    payload: Json


@dataclass
class Collection:
    """`config` is what it was created with, in REST's form."""

    config: Json
    points: dict[str, Point] = field(default_factory=dict[str, Point])
    schema: dict[str, str] = field(default_factory=dict[str, str])

    def dimension(self, name: str) -> int | None:
        """Of a dense vector; None for a sparse one."""
        dense: Json = self.config.get("vectors") or {}
        if name in dense:
            return int(dense[name]["size"])
        if name in (self.config.get("sparse_vectors") or {}):
            return None
        raise Refused(400, f"Wrong input: Not existing vector name error: {name}")

    def check(self, vectors: Mapping[str, Any]) -> None:
        for name, vector in vectors.items():
            size = self.dimension(name)
            if size is not None and len(vector) != size:
                said = f"expected dim: {size}, got {len(vector)}"
                raise Refused(400, f"Wrong input: Vector dimension error: {said}")
            if size is None and len(set(vector["indices"])) != len(vector["indices"]):
                raise Refused(422, "Validation error in JSON body: indices must be unique")

    def scores(self, query: Any, using: str) -> Iterable[tuple[Point, float]]:
        self.check({using: query})
        held = [
            (point, point.vectors[using])
            for point in self.points.values()
            if using in point.vectors
        ]
        if self.dimension(using) is not None:
            return [(point, _cosine(query, vector)) for point, vector in held]
        worded = [(point, _terms(vector)) for point, vector in held if vector["indices"]]
        return _sparse(_terms(query), worded)


@dataclass
class World:
    """Everything raises Refused."""

    version: str = "1.18.2"
    title: str = "qdrant - vector search engine"
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    swaps: list[list[Json]] = field(default_factory=list[list[Json]])

    def collection(self, name: str) -> Collection:
        found = self.collections.get(self.aliases.get(name, name))
        if found is None:
            raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
        return found

    def create(self, name: str, config: Json) -> bool:
        if name in self.collections or name in self.aliases:
            raise Refused(409, f"Wrong input: Collection `{name}` already exists!")
        self.collections[name] = Collection(config)
        return True

    def drop(self, name: str) -> bool:
        self.aliases = {alias: to for alias, to in self.aliases.items() if to != name}
        return self.collections.pop(name, None) is not None

    def swap(self, actions: list[Json]) -> bool:
        """All of them or none, as the server does."""
        aliases = dict(self.aliases)
        for action in actions:
            self._act(aliases, action)
        self.aliases = aliases
        self.swaps.append(actions)
        return True

    def _act(self, aliases: dict[str, str], action: Json) -> None:
        if "delete_alias" in action:
            aliases.pop(action["delete_alias"]["alias_name"], None)
            return
        made = action["create_alias"]
        if made["alias_name"] in self.collections:
            raise Refused(400, f"Wrong input: Collection `{made['alias_name']}` already exists!")
        self.collection(made["collection_name"])
        aliases[made["alias_name"]] = made["collection_name"]

    def upsert(self, name: str, points: list[Json]) -> None:
        collection = self.collection(name)
        for point in points:
            collection.check(point["vector"])
        for point in points:
            made = Point(point["id"], dict(point["vector"]), dict(point.get("payload") or {}))
            collection.points[made.id] = made

    def update(self, name: str, points: list[Json]) -> None:
        collection = self.collection(name)
        for point in points:
            if point["id"] not in collection.points:
                raise Refused(404, f"Not found: No point with id {point['id']} found")
            collection.check(point["vector"])
        for point in points:
            collection.points[point["id"]].vectors.update(point["vector"])

    def delete(self, name: str, chosen: Json) -> None:
        collection = self.collection(name)
        for key in [point.id for point in collection.points.values() if matches(point, chosen)]:
            del collection.points[key]

    def query(self, name: str, asked: Json) -> list[Json]:
        query: Any = asked["query"]
        if "nearest" in query:
            query = query["nearest"]
        scored = self.collection(name).scores(query, asked["using"])
        found = [(p, s) for p, s in scored if matches(p, asked.get("filter") or {})]
        found.sort(key=lambda each: -each[1])
        return [
            {"id": point.id, "version": 1, "score": score, "payload": point.payload}
            for point, score in found[: asked["limit"]]
        ]


def matches(point: Point, chosen: Json) -> bool:
    must = all(_holds(point.payload, each) for each in chosen.get("must") or ())
    return must and not any(_holds(point.payload, each) for each in chosen.get("must_not") or ())


def _holds(payload: Json, condition: Json) -> bool:
    held = payload.get(condition["key"])
    values = cast("list[Any]", held if isinstance(held, list) else [held])
    match = condition["match"]
    return any(
        each in match["any"] if "any" in match else each == match["value"] for each in values
    )


def _terms(vector: Json) -> dict[int, float]:
    return dict(zip(vector["indices"], vector["values"], strict=True))


def _sparse(
    query: dict[int, float], held: list[tuple[Point, dict[int, float]]]
) -> list[tuple[Point, float]]:
    """Of chunks that share a term with the question; the idf is Robertson's and Sparck Jones'."""
    found: dict[str, tuple[Point, float]] = {}
    for term, weight in query.items():
        holders = [(point, terms[term]) for point, terms in held if term in terms]
        idf = math.log(1 + (len(held) - len(holders) + 0.5) / (len(holders) + 0.5))
        for point, value in holders:
            score = found.get(point.id, (point, 0.0))[1] + weight * idf * value
            found[point.id] = (point, score)
    return list(found.values())


def _cosine(one: list[float], other: list[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0

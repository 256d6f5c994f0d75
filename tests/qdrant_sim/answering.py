"""REST's routes: from a request to what the server would answer."""

import json
import re
from typing import Any

from tests.qdrant_sim.world import Json, Refused, World

_COLLECTION = re.compile(r"/collections/([^/]+)(/.*)?")


def answer(world: World, method: str, path: str, body: Json) -> Any:
    """The `result` of the answer; raises Refused, also for what the server has no route for."""
    if path == "/collections":
        return {"collections": [{"name": name} for name in world.collections]}
    if path == "/aliases":
        told = world.aliases.items()
        return {"aliases": [{"alias_name": a, "collection_name": c} for a, c in told]}
    if (method, path) == ("POST", "/collections/aliases"):
        return world.swap(body["actions"])
    found = _COLLECTION.fullmatch(path)
    if found is None:
        raise Refused(404, "")
    return _of_collection(world, found[1], f"{method} {found[2] or '/'}", body)


def _of_collection(world: World, name: str, route: str, body: Json) -> Any:
    match route:
        case "GET /":
            return described(world, name)
        case "PUT /":
            return world.create(name, body)
        case "DELETE /":
            return world.drop(name)
        case "PUT /index":
            world.collection(name).schema[body["field_name"]] = body["field_schema"]
        case "PUT /points":
            world.upsert(name, body["points"])
        case "PUT /points/vectors":
            world.update(name, body["points"])
        case "POST /points/delete":
            world.delete(name, body["filter"])
        case _:
            return _asked(world, name, route, body)
    return {"operation_id": 1, "status": "completed"}


def _asked(world: World, name: str, route: str, body: Json) -> Any:
    match route:
        case "POST /points/query":
            return {"points": world.query(name, body)}
        case "POST /points/count":
            return {"count": len(world.collection(name).points)}
        case "POST /points":
            held = world.collection(name).points
            return [{"id": key} for key in body["ids"] if key in held]
        case _:
            raise Refused(404, "")


def described(world: World, name: str) -> Json:
    """As `GET /collections/{name}` of 1.18 tells it."""
    collection = world.collection(name)
    config = collection.config
    return {
        "status": "green",
        "optimizer_status": "ok",
        "points_count": len(collection.points),
        "indexed_vectors_count": 0,
        "segments_count": 2,
        "config": {
            "params": {
                "vectors": config.get("vectors") or {},
                "sparse_vectors": config.get("sparse_vectors"),
                "shard_number": config.get("shard_number") or 1,
                "replication_factor": config.get("replication_factor") or 1,
                "write_consistency_factor": 1,
                "on_disk_payload": True,
            },
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
            "optimizer_config": {"default_segment_number": 0, "flush_interval_sec": 5},
            "wal_config": {"wal_capacity_mb": 32, "wal_segments_ahead": 0},
        },
        "payload_schema": {
            field: {"data_type": kind, "points": len(collection.points)}
            for field, kind in collection.schema.items()
        },
    }


def refused_body(error: Refused) -> bytes:
    """What has no route is refused without a word."""
    tree = {"status": {"error": str(error)}, "time": 0.0}
    return json.dumps(tree).encode() if str(error) else b""

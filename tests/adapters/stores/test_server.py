"""The store on a server: whose collections it touches, and what it says of servers that fail."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from sansfil.adapters.stores.server import ServerStore, opened
from sansfil.adapters.stores.server_line import LineKnobs
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_stores import ServerStores
from sansfil.core.phrases import sentence
from sansfil.ports.index import StoreFailed, StoreUnreachable, Where
from tests.adapters.stores.points import chunk, paths, vector
from tests.qdrant_sim import Simulator

ONE, TWO = "0000000a", "0000000b"
ALIAS = "sansfil_0123456789abcdef"
NAME = f"{ALIAS}_{ONE}"
AT_ONCE = LineKnobs(pause=lambda _seconds: None)
HTML = b"<html><body>Sign in to the network</body></html>"


@pytest.fixture
def store(place: ServerPlace) -> Iterator[ServerStore]:
    made = opened(place, ONE, 2, AT_ONCE)
    yield made
    made.close()


def test_a_collection_is_made_with_its_vectors_indexes_and_shards(
    sim: Simulator, place: ServerPlace
) -> None:
    opened(replace(place, shards=3, replicas=2), ONE, 4).close()
    made = sim.world.collections[NAME]
    assert made.config["vectors"]["meaning"]["size"] == 4
    assert made.config["vectors"]["meaning"]["distance"] == "Cosine"
    assert made.config["sparse_vectors"]["words"]["modifier"] == "idf"
    assert (made.config["shard_number"], made.config["replication_factor"]) == (3, 2)
    fields = ("path", "dirs", "language", "kind", "blob")
    assert made.schema == dict.fromkeys(fields, "keyword")


def test_an_index_without_an_embedder_has_words_only(sim: Simulator, place: ServerPlace) -> None:
    opened(place, ONE, 0).close()
    assert not sim.world.collections[NAME].config["vectors"]


def test_what_is_there_is_opened_and_not_made_again(sim: Simulator, store: ServerStore) -> None:
    store.upsert([chunk("a.py")])
    sim.requests.clear()
    again = opened(ServerPlace(sim.url, ALIAS[8:], 0, sim.key), ONE, 2)
    assert again.count() == 1
    again.close()
    assert sim.paths("PUT") == []


def test_indexes_that_a_killed_process_left_out_are_made(
    sim: Simulator, place: ServerPlace
) -> None:
    opened(place, ONE, 0).close()
    del sim.world.collections[NAME].schema["dirs"]
    opened(place, ONE, 0).close()
    assert sim.world.collections[NAME].schema["dirs"] == "keyword"


def test_the_text_of_a_chunk_is_not_sent(sim: Simulator, store: ServerStore) -> None:
    store.upsert([chunk("lib/a.py", {1: 1.0})])
    (point,) = sim.world.collections[NAME].points.values()
    assert set(point.payload) == {
        "path", "dirs", "language", "kind", "blob", "number", "first_line", "end_line", "symbol",
    }  # fmt: skip
    assert point.payload["dirs"] == ["lib"]


def test_every_request_brings_the_key_and_no_address_or_text_shows_it(
    sim: Simulator, store: ServerStore, place: ServerPlace
) -> None:
    store.count()
    assert {seen.key for seen in sim.requests} == {"the-key"}
    assert "the-key" not in repr(place)
    assert not any("the-key" in seen.path + seen.query for seen in sim.requests)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_server_on_this_machine_is_asked_past_all_proxies(
    sim: Simulator, place: ServerPlace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(each, raising=False)
    with Simulator.serving(key="the-key") as proxy:
        monkeypatch.setenv(name, proxy.url)
        opened(place, ONE, 0, AT_ONCE).close()
    assert proxy.requests == []
    assert sim.requests


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:6333", False),
        ("https://localhost:6333", False),
        ("https://[::1]:6333", False),
        ("http://qdrant.example:6333", False),
        ("https://qdrant.example", True),
        ("nonsense", False),
    ],
)
def test_a_proxy_only_passes_on_what_it_cannot_read(url: str, may: bool) -> None:
    assert ServerPlace(url, ALIAS[8:]).may_be_tunnelled is may


class TestForeignCollections:
    @pytest.mark.parametrize(
        "config",
        [
            {"vectors": {"size": 2, "distance": "Cosine"}},
            {
                "vectors": {"meaning": {"size": 3, "distance": "Cosine"}},
                "sparse_vectors": {"words": {"modifier": "idf"}},
            },
            {"vectors": {}, "sparse_vectors": {"words": {}}},
            {
                "vectors": {"text": {"size": 2, "distance": "Dot"}},
                "sparse_vectors": {"words": {"modifier": "idf"}},
            },
        ],
    )
    def test_one_of_our_name_is_not_written(
        self, sim: Simulator, place: ServerPlace, config: dict[str, object]
    ) -> None:
        sim.world.create(NAME, config)
        with pytest.raises(StoreFailed, match=f"{NAME} that is not Sansfil's") as told:
            opened(place, ONE, 2)
        assert not isinstance(told.value, StoreUnreachable)
        assert sim.paths("PUT") == sim.paths("DELETE") == []

    def test_those_of_other_tools_and_of_other_workspaces_stay(
        self, sim: Simulator, place: ServerPlace
    ) -> None:
        others = ["ws-0123456789abcdef", f"{ALIAS}_notes", "sansfil_fedcba9876543210_0000000a"]
        for name in others:
            sim.world.create(name, {"vectors": {"size": 2, "distance": "Cosine"}})
        foreign = f"{ALIAS}_0000000f"
        sim.world.create(foreign, {"vectors": {"size": 2, "distance": "Cosine"}})
        stores = ServerStores(place)
        stores.opened(ONE, 0).close()
        stores.serve(ONE)
        assert set(sim.world.collections) == {*others, foreign, NAME}
        stores.clear()
        assert set(sim.world.collections) == {*others, foreign}

    def test_an_alias_that_somebody_else_set_is_left_alone(
        self, sim: Simulator, place: ServerPlace
    ) -> None:
        sim.world.create("theirs", {"vectors": {"size": 2, "distance": "Cosine"}})
        sim.world.aliases[ALIAS] = "theirs"
        stores = ServerStores(place)
        stores.opened(ONE, 0).close()
        assert stores.serving() == ""
        with pytest.raises(StoreFailed, match="not Sansfil's"):
            stores.serve(ONE)
        assert sim.world.aliases == {ALIAS: "theirs"}


def test_another_model_is_built_beside_and_swapped_in_one_operation(
    sim: Simulator, place: ServerPlace
) -> None:
    stores = ServerStores(place)
    stores.opened(ONE, 2).close()
    stores.serve(ONE)
    new = stores.opened(TWO, 5)
    new.upsert([chunk("a.py")])
    assert sim.world.aliases == {ALIAS: NAME}
    stores.serve(TWO)
    assert sim.world.aliases == {ALIAS: f"{ALIAS}_{TWO}"}
    assert [list(action) for action in sim.world.swaps[-1]] == [["delete_alias"], ["create_alias"]]
    assert list(sim.world.collections) == [f"{ALIAS}_{TWO}"]
    new.close()


def test_an_index_whose_swap_fails_goes_on_serving(sim: Simulator, place: ServerPlace) -> None:
    stores = ServerStores(place, AT_ONCE)
    stores.opened(ONE, 0).close()
    stores.serve(ONE)
    stores.opened(TWO, 0).close()
    sim.script(503, path="/collections/aliases", times=3)
    with pytest.raises(StoreUnreachable):
        stores.serve(TWO)
    assert stores.serving() == ONE
    assert set(sim.world.collections) == {NAME, f"{ALIAS}_{TWO}"}


FAULTS: dict[str, tuple[Callable[[Simulator], None], str]] = {
    "busy": (lambda sim: sim.script(503, b"", times=3), "nothing answers"),
    "gone": (lambda sim: sim.script(0, times=3), "nothing answers"),
    "key": (lambda sim: sim.script(401, b"Invalid API key or JWT"), "refuses the key"),
    "forbidden": (lambda sim: sim.script(403, b"Forbidden"), "refuses the key"),
    "proxy": (lambda sim: sim.script(200, HTML, "text/html"), "does not answer as Qdrant does"),
    "proxy's 404": (lambda sim: sim.script(404, HTML, "text/html"), "no Qdrant server"),
    "another shape": (lambda sim: sim.script(200, b'{"result": 7}'), "does not answer as Qdrant"),
    "no result": (lambda sim: sim.script(200, b'{"result": null}'), "does not answer as Qdrant"),
    "gateway": (lambda sim: sim.script(504, HTML, "text/html"), "too slowly"),
    "too many": (lambda sim: sim.script(429, b"", times=3), "too slowly"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_is_unreachable_with_one_sentence(
    sim: Simulator, store: ServerStore, fault: str
) -> None:
    strike, said = FAULTS[fault]
    strike(sim)
    with pytest.raises(StoreUnreachable, match=said) as told:
        store.count()
    assert sim.url in sentence(told.value.said, "fr")
    assert not sim.scripted
    assert store.count() == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_collection_is_made_only_where_the_server_says_that_there_is_none(
    sim: Simulator, place: ServerPlace, fault: str
) -> None:
    strike, _ = FAULTS[fault]
    strike(sim)
    for scripted in list(sim.scripted):
        sim.scripted[sim.scripted.index(scripted)] = replace(scripted, path=NAME)
    with pytest.raises(StoreUnreachable):
        opened(place, ONE, 0, AT_ONCE)
    assert sim.paths("PUT") == []
    assert not sim.world.collections


def test_what_passes_is_tried_again_after_a_pause(sim: Simulator, place: ServerPlace) -> None:
    pauses: list[float] = []
    store = opened(place, ONE, 0, LineKnobs(pause=pauses.append))
    sim.script(503)
    sim.script(0)
    store.upsert([chunk("a.py")])
    assert store.count() == 1
    assert pauses == list(LineKnobs().pauses_s)
    store.close()


def test_what_the_server_refuses_is_not_asked_again(sim: Simulator, store: ServerStore) -> None:
    sim.script(400, b'{"status": {"error": "Wrong input: too many shards"}, "time": 0.0}')
    sim.requests.clear()
    with pytest.raises(StoreFailed, match="refuses: Wrong input: too many shards") as told:
        store.count()
    assert not isinstance(told.value, StoreUnreachable)
    assert len(sim.requests) == 1


def test_a_server_that_does_not_answer_is_given_up_after_its_deadline(
    sim: Simulator, place: ServerPlace
) -> None:
    store = opened(place, ONE, 0, replace(AT_ONCE, read_s=0.05))
    sim.hold()
    with pytest.raises(StoreUnreachable, match="too slowly"):
        store.count()
    sim.release()
    patient = opened(place, ONE, 0, AT_ONCE)
    assert patient.count() == 0
    patient.close()
    store.close()


def test_a_key_with_the_end_of_its_line_is_the_key(sim: Simulator, place: ServerPlace) -> None:
    opened(replace(place, api_key=f" {place.api_key}\r\n"), ONE, 0).close()
    assert {seen.key for seen in sim.requests} == {place.api_key}


@pytest.mark.parametrize("key", ["clé", "one\ntwo", "\x00"])
def test_a_key_that_no_header_can_hold_is_told_and_not_shown(
    sim: Simulator, place: ServerPlace, key: str
) -> None:
    with pytest.raises(StoreFailed, match="QDRANT_API_KEY holds characters") as told:
        opened(replace(place, api_key=key), ONE, 0)
    assert key not in str(told.value) and not sim.requests


def test_a_strange_point_among_ours_is_passed_over_and_said_where_there_are_no_others(
    sim: Simulator, place: ServerPlace
) -> None:
    store = opened(place, ONE, 0)
    store.upsert([chunk("a.py"), chunk("b.py")])
    points = sim.world.collections[NAME].points
    points[chunk("b.py").key].payload.clear()
    assert paths(store.by_words(vector([1]), 5, Where())) == ["a.py"]
    points[chunk("a.py").key].payload.clear()
    with pytest.raises(StoreFailed, match="points that Sansfil has not written"):
        store.by_words(vector([1]), 5, Where())
    store.close()


def test_a_wrong_key_is_told_at_once(sim: Simulator, place: ServerPlace) -> None:
    with pytest.raises(StoreUnreachable, match="QDRANT_API_KEY"):
        opened(replace(place, api_key="stale"), ONE, 0)


@pytest.mark.parametrize("version", ["1.7.4", "0.11.0", "dev", ""])
def test_a_server_without_sparse_idf_is_not_asked_for_more(
    sim: Simulator, place: ServerPlace, version: str
) -> None:
    sim.world.version = version
    with pytest.raises(StoreUnreachable, match=r"version 1\.10 or later"):
        opened(place, ONE, 0)
    assert {seen.path for seen in sim.requests} == {"/"}


@pytest.mark.parametrize("version", ["1.10.0", "1.18.2", "1.25.0-dev", "2.0.1"])
def test_newer_and_older_servers_are_used_without_a_warning(
    sim: Simulator, place: ServerPlace, version: str
) -> None:
    sim.world.version = version
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened(place, ONE, 0).close()


@pytest.mark.parametrize("url", ["", "qdrant", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_what_is_no_address_is_told_of(place: ServerPlace, url: str) -> None:
    with pytest.raises(StoreFailed, match=r"index\.qdrant_url"):
        opened(replace(place, url=url), ONE, 0)


def test_a_password_in_the_address_is_not_told(place: ServerPlace) -> None:
    secret = replace(place, url="http://user:secret@127.0.0.1:9")
    with pytest.raises(StoreUnreachable) as told:
        opened(secret, ONE, 0)
    assert "secret" not in str(told.value)
    assert "http://127.0.0.1:9" in str(told.value)


def test_a_collection_that_another_window_makes_meanwhile_is_used(
    sim: Simulator, place: ServerPlace
) -> None:
    sim.script(404, b'{"status": {"error": "Not found: Collection doesn\'t exist!"}}', path=NAME)
    opened(place, ONE, 0).close()
    sim.script(404, b'{"status": {"error": "Not found: Collection doesn\'t exist!"}}', path=NAME)
    store = opened(place, ONE, 0)
    store.upsert([chunk("a.py")])
    assert paths(store.by_words(vector([1]), 5, Where())) == ["a.py"]
    store.close()


def test_a_collection_that_was_dropped_is_told_of_and_made_anew_when_opened(
    sim: Simulator, store: ServerStore, place: ServerPlace
) -> None:
    sim.world.drop(NAME)
    with pytest.raises(StoreUnreachable, match="no longer on the Qdrant server"):
        store.upsert([chunk("a.py")])
    again = opened(place, ONE, 2)
    assert again.count() == 0
    again.close()

"""The same server by gRPC, on the stubs of the client library; forms are turned by its own conversions."""

import contextlib
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import grpc as wire
from qdrant_client import grpc
from qdrant_client.conversions.conversion import GrpcToRest, RestToGrpc
from qdrant_client.http import models

from tests.qdrant_sim.answering import described
from tests.qdrant_sim.world import Refused, World

CODES = {
    400: wire.StatusCode.INVALID_ARGUMENT,
    404: wire.StatusCode.NOT_FOUND,
    409: wire.StatusCode.ALREADY_EXISTS,
    422: wire.StatusCode.INVALID_ARGUMENT,
}
DONE = grpc.UpdateResult(operation_id=1, status=grpc.UpdateStatus.Completed)


@contextlib.contextmanager
def calling(world: World, key: str) -> Generator[int]:
    """The port on which it is served."""
    server: Any = wire.server(ThreadPoolExecutor(4), interceptors=[_Doorman(key)])
    stubs = cast("Any", grpc)
    stubs.add_QdrantServicer_to_server(_Root(world), server)
    stubs.add_CollectionsServicer_to_server(_Collections(world), server)
    stubs.add_PointsServicer_to_server(_Points(world), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait(20)


class _Doorman(wire.ServerInterceptor):
    def __init__(self, key: str) -> None:
        self._key = key

    def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        brought = dict(handler_call_details.invocation_metadata).get("api-key", "")
        if brought == self._key:
            return continuation(handler_call_details)

        def refuse(_request: Any, context: Any) -> None:
            context.abort(wire.StatusCode.UNAUTHENTICATED, "Invalid API key or JWT")

        return cast("Any", wire.unary_unary_rpc_method_handler(refuse))


def _refusing(call: Callable[..., Any]) -> Callable[..., Any]:
    """A call that aborts as the server does, where the world refuses."""

    def refusing(self: Any, request: Any, context: Any) -> Any:
        try:
            return call(self, request)
        except Refused as refused:
            context.abort(CODES[refused.status], str(refused))

    return refusing


class _Part:
    def __init__(self, world: World) -> None:
        self.world = world


class _Root(_Part, grpc.QdrantServicer):
    @_refusing
    def HealthCheck(self, request: Any) -> Any:  # noqa: N802 - the wire's names
        return grpc.HealthCheckReply(title=self.world.title, version=self.world.version)


class _Collections(_Part, grpc.CollectionsServicer):
    @_refusing
    def Get(self, request: Any) -> Any:  # noqa: N802
        tree = described(self.world, request.collection_name)
        info = models.CollectionInfo.model_validate(tree)
        return grpc.GetCollectionInfoResponse(result=RestToGrpc.convert_collection_info(info))

    @_refusing
    def List(self, request: Any) -> Any:  # noqa: N802
        names = [grpc.CollectionDescription(name=name) for name in self.world.collections]
        return grpc.ListCollectionsResponse(collections=names)

    @_refusing
    def Create(self, request: Any) -> Any:  # noqa: N802
        dense: Any = GrpcToRest.convert_vectors_config(request.vectors_config)
        sparse = GrpcToRest.convert_sparse_vector_config(request.sparse_vectors_config)
        config = {
            "vectors": {name: _plain(each) for name, each in dense.items()},
            "sparse_vectors": {name: _plain(each) for name, each in sparse.items()},
            "shard_number": request.shard_number,
            "replication_factor": request.replication_factor,
        }
        done = self.world.create(request.collection_name, config)
        return grpc.CollectionOperationResponse(result=done)

    @_refusing
    def Delete(self, request: Any) -> Any:  # noqa: N802
        done = self.world.drop(request.collection_name)
        return grpc.CollectionOperationResponse(result=done)

    @_refusing
    def ListAliases(self, request: Any) -> Any:  # noqa: N802
        told = [
            grpc.AliasDescription(alias_name=alias, collection_name=name)
            for alias, name in self.world.aliases.items()
        ]
        return grpc.ListAliasesResponse(aliases=told)

    @_refusing
    def UpdateAliases(self, request: Any) -> Any:  # noqa: N802
        actions = [_plain(GrpcToRest.convert_alias_operations(each)) for each in request.actions]
        return grpc.CollectionOperationResponse(result=self.world.swap(actions))


class _Points(_Part, grpc.PointsServicer):
    @_refusing
    def Upsert(self, request: Any) -> Any:  # noqa: N802
        points = [_plain(GrpcToRest.convert_point_struct(each)) for each in request.points]
        self.world.upsert(request.collection_name, points)
        return grpc.PointsOperationResponse(result=DONE)

    @_refusing
    def UpdateVectors(self, request: Any) -> Any:  # noqa: N802
        points = [_plain(GrpcToRest.convert_point_vectors(each)) for each in request.points]
        self.world.update(request.collection_name, points)
        return grpc.PointsOperationResponse(result=DONE)

    @_refusing
    def Delete(self, request: Any) -> Any:  # noqa: N802
        chosen = _plain(GrpcToRest.convert_filter(request.points.filter))
        self.world.delete(request.collection_name, chosen)
        return grpc.PointsOperationResponse(result=DONE)

    @_refusing
    def CreateFieldIndex(self, request: Any) -> Any:  # noqa: N802
        assert request.field_type == grpc.FieldType.FieldTypeKeyword
        self.world.collection(request.collection_name).schema[request.field_name] = "keyword"
        return grpc.PointsOperationResponse(result=DONE)

    @_refusing
    def Get(self, request: Any) -> Any:  # noqa: N802
        held = self.world.collection(request.collection_name).points
        known = [grpc.RetrievedPoint(id=each) for each in request.ids if each.uuid in held]
        return grpc.GetResponse(result=known)

    @_refusing
    def Count(self, request: Any) -> Any:  # noqa: N802
        count = len(self.world.collection(request.collection_name).points)
        return grpc.CountResponse(result=grpc.CountResult(count=count))

    @_refusing
    def Query(self, request: Any) -> Any:  # noqa: N802
        asked = {
            "query": _plain(GrpcToRest.convert_query(request.query)),
            "using": request.using,
            "limit": request.limit,
            "filter": _plain(GrpcToRest.convert_filter(request.filter)),
        }
        found = self.world.query(request.collection_name, asked)
        scored = [models.ScoredPoint.model_validate(each) for each in found]
        return grpc.QueryResponse(result=[RestToGrpc.convert_scored_point(each) for each in scored])


def _plain(model: Any) -> Any:
    return model.model_dump(mode="json", exclude_none=True)

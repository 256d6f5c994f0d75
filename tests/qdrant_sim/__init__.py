"""A server on loopback that is Qdrant on the wire, as far as Sansfil asks: REST, and the same by gRPC.

    with Simulator.serving() as sim:
        ... ServerPlace(sim.url, workspace, grpc_port=0, api_key=sim.key) ...
        sim.script(503, times=1)                    # what the next requests meet
        sim.hold(); ...; sim.release()              # requests arrive and are not answered
        assert sim.world.collections["sansfil_…"].points

    with Simulator.serving(has_grpc=True) as sim:   # beside REST, on `sim.grpc_port`

Written after Qdrant's REST reference (api.qdrant.tech), the models of qdrant-client 1.20 and the bodies of
errors that people quote in its issues: results are `{"result": …, "status": "ok", "time": …}`, errors
`{"status": {"error": "Not found: …"}, "time": …}` with 400, 404 or 409, and a refused key is plain text.
"""

from tests.qdrant_sim.server import Seen, Simulator
from tests.qdrant_sim.world import Collection, Refused, World

__all__ = ["Collection", "Refused", "Seen", "Simulator", "World"]

"""What all engines on this machine have in common on the wire.

`exchange` asks and reads answers on a `connection`, `address` says where an engine may be, `event_stream`
reads server-sent events, `shapes` JSON that is the server's affair, `stops` ends a text where it should.
"""

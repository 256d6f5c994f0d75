"""What all engines on this machine have in common on the wire.

`exchange` asks (`request`) and reads answers on a `connection`, whose protocol is `http`; `address` says where
an engine may be. `listening` reads a streamed generation in the dialect of its server: `event_stream` and
`lines` frame its messages, `shapes` is JSON that is the server's affair, `odds` what it tells of its tokens,
`stops` ends a text where it should. `refusing` and `quoting` make sentences of what is said instead.
"""

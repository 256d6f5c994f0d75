"""Servers that complete text as OpenAI once did: vLLM, TabbyAPI and others, by the `openai` client.

`quirks` is what tells them apart, as data. `connecting` opens one: `introduction` finds out what it is.
`client` fits `ports.Engine`: `requests` is what it asks, `chunks` what one generation says, read from a
`reply`, `signature` who says it, `refusals` what is said instead, and `transport` lets nothing of the
environment onto the wire.

Nothing is imported here, so that whoever needs `quirks` does not wait for the rest.
"""

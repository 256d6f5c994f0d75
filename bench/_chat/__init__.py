"""A long conversation about this repository, and the ways in which clients send it."""

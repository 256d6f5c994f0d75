"""Genuine llama.cpp engines for tests and benchmarks: models made here, processes, fixtures."""

"""The benchmarks' own parts: what counts must count right."""

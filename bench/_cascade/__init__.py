"""Recorded latencies of a genuine llama.cpp in good and bad days, and the cascade run over them."""

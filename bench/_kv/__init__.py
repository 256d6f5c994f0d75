"""Models of every kind of memory, and what a genuine llama.cpp says that they take."""

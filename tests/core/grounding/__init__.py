"""Whether what a model writes exists."""

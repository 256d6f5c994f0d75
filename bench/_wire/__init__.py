"""Between a client and its engine: HTTP read as it comes, counted, and passed on."""

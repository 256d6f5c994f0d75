"""What `bench/retrieval.py` is made of: queries from commits, snapshots, methods, figures."""

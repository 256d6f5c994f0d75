"""What bench/index.py is made of."""

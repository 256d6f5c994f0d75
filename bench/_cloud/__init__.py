"""What bench/cloud.py is made of."""

"""What bench/grounding.py makes up."""

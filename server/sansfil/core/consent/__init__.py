"""What may leave the machine: the user's word, patterns of paths, masked secrets."""

"""What stands behind the make targets; standard library only, as nothing is installed yet."""

"""A directory of factories as real people send it: read, understood, written. Pure: no database."""

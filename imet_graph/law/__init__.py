"""The law as it is published: the United States Code read, and the graph held against it."""

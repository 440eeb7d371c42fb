"""The facts of `data/facts/`: read, turned into Turtle, and what follows from them derived."""

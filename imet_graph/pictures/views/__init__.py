"""What can be drawn: each view reads the graph and makes a picture of it."""

"""Things of the graph: how they are named, labelled, cited and told on a card."""

"""What a network is, how it learns, and how it answers."""

"""What a training run leaves on disk, and how good its network is."""

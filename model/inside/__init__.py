"""What a network has learned, and why it says what it says."""

"""Where digits come from, and how ink becomes one: 28 × 28 numbers in MNIST's form."""

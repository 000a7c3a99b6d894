"""Which labels of a data set may be wrong."""

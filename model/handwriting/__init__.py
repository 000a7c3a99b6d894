"""People's own drawings, labelled by them: kept on disk, read from files and written to them, and learned from."""

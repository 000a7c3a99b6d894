"""How the network that ships was made: `python -m model.pretraining`."""

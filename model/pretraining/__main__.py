"""The command `python -m model.pretraining`."""

from model.pretraining.pretrain import main

main()

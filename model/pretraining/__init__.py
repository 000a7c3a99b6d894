"""How the network that ships was made: who wrote, what they drew, how it was distorted, taught and judged."""

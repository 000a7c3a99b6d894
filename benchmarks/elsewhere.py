"""The same pictures, read by another checkout of the project: what was lost since?"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np


def read_elsewhere(folder: Path, contents: list[bytes]) -> list[np.ndarray | None]:
    """Picture files → what the network reads there, float32 (28, 28), or None where it was refused or shows no ink."""
    with tempfile.TemporaryDirectory() as place_:
        for number, content in enumerate(contents):
            Path(place_, f"{number}").write_bytes(content)
        code = (
            "import sys, numpy as np\nfrom pathlib import Path\nfrom model.digits.photos import read_photo\n"
            "from model.digits.preprocess import normalize\nout = []\n"
            f"for i in range({len(contents)}):\n"
            "    try: d = normalize(read_photo(Path(sys.argv[1], str(i)).read_bytes()))\n"
            "    except ValueError: d = None\n"
            "    out.append(np.full((28, 28), np.nan) if d is None else d.pixels)\n"
            "np.save(Path(sys.argv[1], 'out.npy'), np.array(out, np.float32))\n"
        )
        subprocess.run([sys.executable, "-c", code, place_], cwd=folder, check=True)
        return [None if np.isnan(p).any() else p for p in np.load(Path(place_, "out.npy"))]

"""Arrows point one way: pages → charts, pages → model."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "model": {"streamlit", "plotly", "charts", "pages"},
    "charts": {"streamlit", "keras", "tensorflow", "model", "pages"},
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_nothing_from_above(layer):
    files = list((ROOT / layer).glob("*.py"))
    assert files
    crossing = {path.name: imported(path) & FORBIDDEN[layer] for path in files}
    assert not {name: found for name, found in crossing.items() if found}

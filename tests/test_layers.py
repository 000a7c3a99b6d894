"""The house: which floor, and in `model/` which room, may know which. Everything else is a wall."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OF_PAGES = {"streamlit", "streamlit_drawable_canvas", "starlette", "pages", "app"}
FORBIDDEN = {
    "model": OF_PAGES | {"plotly", "charts"},
    "charts": OF_PAGES | {"keras", "tensorflow", "model"},
    "pages/components": {"model.jobs", "model.runs", "model.networks", "pages.parts"},
    "pages": {"app", "tests", "benchmarks"},
}
# Each room of `model/`, from the ground up, and the rooms that it may know.
ROOMS = {
    "digits": set(),
    "networks": {"digits"},
    "pretraining": {"digits", "networks"},
    "inside": {"digits", "networks"},
    "lessons": {"digits", "networks"},
    "labels": {"digits", "networks"},
    "runs": {"digits", "networks"},
    "handwriting": {"digits", "networks", "runs"},
    "jobs": {"digits", "networks", "runs"},
}


def modules(folder: Path) -> list[Path]:
    """All Python files below `folder`, however deep."""
    found = sorted(folder.rglob("*.py"))
    assert found, f"{folder} is gone"
    return found


def imported(path: Path) -> set[str]:
    """The full names of all that the file imports, wherever in it: `model.runs.record`, `numpy`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively, which says less"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def crossing(folder: str, forbidden: set[str]) -> dict[str, set[str]]:
    """File → what it imports of `forbidden`."""
    found = {
        str(path.relative_to(ROOT)): {name for name in imported(path) if any(below(name, wall) for wall in forbidden)}
        for path in modules(ROOT / folder)
    }
    return {path: names for path, names in found.items() if names}


@pytest.mark.parametrize("floor", FORBIDDEN)
def test_a_floor_knows_nothing_of_those_above(floor):
    assert not crossing(floor, FORBIDDEN[floor])


def test_every_module_stands_in_a_room():
    folders = {path.name for path in (ROOT / "model").iterdir() if path.is_dir() and list(path.rglob("*.py"))}
    assert folders == set(ROOMS)
    assert [path.name for path in (ROOT / "model").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_those_below(room):
    walls = {f"model.{other}" for other in ROOMS if other != room and other not in ROOMS[room]}
    assert not crossing(f"model/{room}", walls)


def test_no_circle():
    """Rooms are listed from the ground up, and each knows only earlier ones: so no way leads back."""
    order = list(ROOMS)
    for room, known in ROOMS.items():
        assert all(order.index(other) < order.index(room) for other in known)


@pytest.mark.parametrize("room", ROOMS)
def test_the_door_of_a_room_says_what_it_is_for_and_hands_out_nothing(room):
    body = ast.parse((ROOT / "model" / room / "__init__.py").read_text(encoding="utf-8")).body
    assert len(body) == 1
    sentence = body[0].value.value  # the docstring
    assert sentence.endswith(".")
    assert len(sentence.splitlines()) == 1


def test_the_walls_stop_what_they_should(tmp_path, monkeypatch):
    """The test itself: a forbidden import is found, however deep it lies and however it is written."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    deep = tmp_path / "model" / "digits" / "deep" / "er"
    deep.mkdir(parents=True)
    (deep / "a.py").write_text("def f():\n    from model import runs\n")
    (deep / "b.py").write_text("import model.runs.record as kept\n")
    (deep / "c.py").write_text("from model.runs_of_luck import x\n")
    found = crossing("model/digits", {"model.runs"})
    assert set(found) == {"model/digits/deep/er/a.py", "model/digits/deep/er/b.py"}

"""The Runs page in a browser: what only a browser shows, with real runs on disk."""

import ast
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h5py
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from model.networks import answering
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record

HISTORY = [
    {"epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.85, "seconds": 1.25},
    {"epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.45, "val_accuracy": 0.84, "seconds": 1.5},
]
ROW, HEADER = 35, 36  # pixels of the table
PATIENCE = 60_000  # ms, for a busy machine


@pytest.fixture
def three_runs(app_server, monkeypatch):
    """Runs a, b and c of the running app, newest first; taken away afterwards."""
    monkeypatch.setenv("RUNS_DIR", str(app_server.runs_dir))
    newest = datetime.now(UTC) + timedelta(days=1)
    saved = [
        record.save(
            record.Run(
                id=f"browser{name}",
                name=f"run {name}",
                owner="somebody",
                status="finished",
                network=NetworkConfig((units,)),
                training=TrainingConfig(epochs=2),
                data={"name": "sample"},
                scores={"test_loss": 0.3, "test_accuracy": 0.9 + units / 10_000},
                epochs=2,
                parameters=795 * units + 10,
                seconds=2.75,
                created=newest - timedelta(minutes=units),
            ),
            answering.SHIPPED.read_bytes(),
            HISTORY,
        )
        for name, units in (("a", 16), ("b", 32), ("c", 64))
    ]
    yield saved
    for run in record.load_all()[0]:
        if run.id.startswith("browser") or run.status == record.UPLOADED:
            record.delete(run)


def pick(page: Page, row: int) -> None:
    """Ticks a row of the table."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=PATIENCE)
    table.click(position={"x": 16, "y": HEADER + ROW * row + ROW // 2})


def actions(page: Page):
    return page.locator(".st-key-run_actions")


def nothing_is_wider_than_the_screen_and_nothing_goes_wrong(page: Page) -> None:
    for view, text in (("Compare", "Tick runs"), ("Sweep", "Start 8 runs")):
        page.get_by_role("tab", name=view).click(timeout=PATIENCE)
        expect(page.get_by_text(text)).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Streamlit looks for its own health below /runs
    assert [error for error in page.errors if "404" not in error] == []


@pytest.mark.thorough
def test_a_run_is_downloaded_and_two_are_deleted_and_brought_back(open_page, three_runs):
    page = open_page("/runs")
    table = page.get_by_test_id("data-grid-canvas").first
    expect(table).to_be_visible(timeout=PATIENCE)
    table.focus()
    for key in ("ArrowDown", "ArrowUp", "Shift+Space"):
        page.keyboard.press(key)
    expect(page.locator(".st-key-compared_accuracy .legendtext")).to_have_text(["run a"], timeout=PATIENCE)
    actions(page).get_by_role("button", name="Download").click(timeout=PATIENCE)
    files = {}
    for label in ("Network", "Keras script", "Epochs", "TensorBoard log"):
        with page.expect_download(timeout=PATIENCE) as download:
            page.get_by_test_id("stDownloadButton").filter(has_text=label).get_by_role("button").click()
        files[label] = download.value.path().read_bytes()
    assert files["Network"] == answering.SHIPPED.read_bytes()
    assert "layers.Dense(16" in files["Keras script"].decode()
    ast.parse(files["Keras script"].decode())
    assert files["Epochs"].decode().startswith("epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.5,")
    with zipfile.ZipFile(io.BytesIO(files["TensorBoard log"])) as archive:
        assert {name.split("/")[1] for name in archive.namelist() if "/" in name} == {"train", "validation"}
    page.keyboard.press("Escape")
    pick(page, 1)
    expect(actions(page).get_by_text("Rename")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".st-key-compared_accuracy .legendtext")).to_have_count(2, timeout=PATIENCE)
    actions(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted 2 runs")).to_be_visible(timeout=PATIENCE)
    assert not any(run.folder.exists() for run in three_runs[:2])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Deleted 2 runs")).to_have_count(0, timeout=PATIENCE)
    assert all(run.folder.exists() for run in three_runs)


def save_as_keras_2(path: Path) -> None:
    """A network without hidden layers as Keras 2 wrote it, in HDF5."""
    layers = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 28, 28], "dtype": "float32", "name": "in"}},
        {"class_name": "Flatten", "config": {"name": "flatten"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 10, "activation": "softmax"}},
    ]
    weights = {"kernel:0": np.random.default_rng(0).normal(0, 0.05, (784, 10)), "bias:0": np.zeros(10)}
    with h5py.File(path, "w") as file:
        file.attrs.update(keras_version="2.15.0", backend="tensorflow")
        file.attrs["model_config"] = json.dumps(
            {"class_name": "Sequential", "config": {"name": "sequential", "layers": layers}}
        )
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"flatten", b"dense"]
        group.create_group("flatten").attrs["weight_names"] = np.array([], "S1")
        dense = group.create_group("dense")
        dense.attrs["weight_names"] = [f"dense/{name}".encode() for name in weights]
        for name, values in weights.items():
            dense[f"dense/{name}"] = values.astype(np.float32)


@pytest.mark.thorough
def test_a_network_of_ones_own_is_taken_and_another_file_is_refused(open_page, three_runs, tmp_path):
    page = open_page("/runs")
    nothing_is_wider_than_the_screen_and_nothing_goes_wrong(page)
    page.get_by_role("button", name="Upload").first.click(timeout=PATIENCE)
    place, next_place = (page.locator(f".st-key-upload-{number} input[type=file]") for number in (0, 1))
    other = tmp_path / "letters.keras"
    other.write_bytes(b"no network at all")
    place.set_input_files(other)
    expect(page.get_by_text("This is not a .keras file")).to_be_visible(timeout=PATIENCE)
    save_as_keras_2(tmp_path / "tutorial.h5")
    place.set_input_files(tmp_path / "tutorial.h5")
    expect(page.get_by_text("“tutorial” has 7,850 parameters")).to_be_visible(timeout=PATIENCE)
    mine = tmp_path / "mine.keras"
    mine.write_bytes(answering.SHIPPED.read_bytes())
    next_place.set_input_files(mine)  # for a moment both are there
    expect(page.get_by_text("“mine” has")).to_be_visible(timeout=PATIENCE)
    uploaded = [run.name for run in record.load_all()[0] if run.status == record.UPLOADED]
    assert {"mine", "tutorial"} <= set(uploaded)


def test_all_of_it_fits_a_phone(open_page, three_runs):
    page = open_page("/runs", phone=True, dark=True)
    nothing_is_wider_than_the_screen_and_nothing_goes_wrong(page)
    page.get_by_role("tab", name="Compare").click()
    chart = page.get_by_label(re.compile("parameters are enough to come within 1 point of the best"))
    chart.scroll_into_view_if_needed()
    title = chart.locator(".gtitle-subtitle")
    expect(title).to_be_visible()
    assert title.evaluate("title => title.getBoundingClientRect().right <= innerWidth")
    above = "title => title.getBoundingClientRect().top >= title.closest('svg').getBoundingClientRect().top"
    assert chart.locator(".gtitle").evaluate(above)


def test_a_sweep_shows_all_its_cells_in_their_places_from_the_start(open_page):
    """Values that are numbers, down and across: Plotly would take their texts for places."""
    page = open_page("/runs?view=Sweep")
    page.get_by_role("button", name="Start 8 runs").click(timeout=PATIENCE)
    words = page.locator(".st-key-sweep_heat_map .annotation-text")
    expect(words).not_to_have_count(0, timeout=PATIENCE)
    boxes = words.evaluate_all("words => words.map(word => word.getBoundingClientRect().toJSON())")  # of one moment
    expect(page.locator(".st-key-sweep_heat_map .heatmaplayer image")).not_to_have_count(0)
    cells = page.locator(".st-key-sweep_heat_map .nsewdrag").bounding_box()
    page.get_by_role("button", name="Stop the sweep").click()
    assert len(boxes) >= 7  # all but the one that may have begun to learn and have its colour
    across = {round((box["x"] + box["width"] / 2 - cells["x"]) / cells["width"] * 4) for box in boxes}
    down = {round((box["y"] + box["height"] / 2 - cells["y"]) / cells["height"] * 8) for box in boxes}
    assert (across, down) == ({1, 3}, {1, 3, 5, 7})  # the middles of two columns and four rows

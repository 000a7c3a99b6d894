"""The form for handwriting: printed, filled, photographed, straightened and read."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.picture_files import PhotoError, open_picture
from model.digits.preprocess import normalize
from model.handwriting import form
from model.handwriting.filled_form import SCALE, read_form, straightened

DPI = 120
SEVEN = np.array([(0.25, 0.2), (0.7, 0.22), (0.4, 0.8)])
FILLED = (0, 4, 7, 35, 36, 49)  # boxes: they differ in each turn of the page


def written(paper: str = "A4", filled: tuple[int, ...] = FILLED) -> Image.Image:
    """The printed page with a seven in some of its boxes."""
    page = form.page(paper, DPI)
    pen = ImageDraw.Draw(page)
    across, down = form.PAPERS[paper]
    for place in filled:
        corner = np.add(form.corner(place), ((across - form.WIDTH) / 2, (down - form.HEIGHT) / 2))
        points = (corner + form.BOX * SEVEN) * DPI / 25.4
        pen.line([tuple(point) for point in points], 40, 5, joint="curve")
    return page


def photographed(page: Image.Image, turn: float = 0) -> bytes:
    """The page on a grey table, turned, seen from one side, in light that falls off, as JPEG."""
    table = Image.new("L", (1700, 1700), 120)
    table.paste(page, ((1700 - page.width) // 2, (1700 - page.height) // 2))
    table = table.rotate(turn, Image.Resampling.BILINEAR, fillcolor=120)
    here = np.array([(0, 0), (1700, 0), (1700, 1700), (0, 1700)], np.float32)
    there = np.array([(30, 0), (1690, 50), (1640, 1700), (0, 1640)], np.float32)
    seen = cv2.warpPerspective(np.asarray(table), cv2.getPerspectiveTransform(here, there), table.size)
    light = np.linspace(1, 0.7, 1700)[:, None]
    file = io.BytesIO()
    Image.fromarray((seen * light).astype(np.uint8)).save(file, "JPEG", quality=85)
    return file.getvalue()


@pytest.mark.parametrize("turn", [5, 94, 176, 268])
def test_however_the_page_lies_its_boxes_are_where_they_should_be(turn):
    straight = straightened(open_picture(photographed(written("US letter"), turn), 2100))
    assert straight.grey.shape == (round(form.HEIGHT * SCALE), round(form.WIDTH * SCALE))
    inked = []
    for place in range(50):
        x, y = (np.array(form.corner(place)) * SCALE).astype(int)
        box = straight.grey[y + 10 : y + 85, x + 10 : x + 85]
        if np.median(box) - box.min() > 60:
            inked.append(place)
    assert tuple(inked) == FILLED


def test_a_photo_becomes_labelled_drawings():
    shares: list[float] = []
    found = read_form(photographed(written(), 183), shares.append)
    assert [place for place, drawing in enumerate(found.boxes) if drawing is not None] == list(FILLED)
    assert [drawing.label for drawing in found.drawings] == [0, 0, 1, 7, 7, 9]
    assert found.unreadable == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    canvas = Image.new("L", (280, 280))
    ImageDraw.Draw(canvas).line([tuple(point) for point in SEVEN * 280], 255, 14, joint="curve")
    alone = normalize(np.asarray(canvas)).pixels
    for drawing in found.drawings:
        off = np.abs(drawing.pixels / 255 - alone).mean()
        assert off < 0.08
        assert all(np.abs(drawing.pixels / 255 - np.rot90(alone, turn)).mean() > 1.3 * off for turn in (1, 2, 3))


@pytest.mark.parametrize(
    ("covered", "seen"), [(1, None), (2, "only 2 of its 4"), (3, "only 1 of its 4"), (4, "No form")]
)
def test_three_marks_are_enough_and_fewer_get_a_sentence(covered, seen):
    page = written()
    pen = ImageDraw.Draw(page)
    for x, y in form.MARKS[:covered]:
        left, top = ((x + 15) * DPI / 25.4, (y + 20.5) * DPI / 25.4)
        pen.rectangle((left, top, left + 40, top + 70), fill=255)
    picture = open_picture(photographed(page), 2100)
    if seen is None:
        assert straightened(picture).grey.shape[0] == round(form.HEIGHT * SCALE)
        return
    with pytest.raises(PhotoError, match=f"{seen}.*whole|{seen}.*all of it"):
        straightened(picture)


def test_a_form_that_is_far_away_or_empty_gets_a_sentence():
    small = Image.new("L", (1400, 1400), 200)
    small.paste(written().reduce(3), (300, 300))
    with pytest.raises(PhotoError, match="Take it closer"):
        straightened(open_picture(photographed(small), 2100))
    with pytest.raises(PhotoError, match="no ink in its boxes"):
        read_form(photographed(written(filled=())))


@pytest.mark.parametrize("paper", form.PAPERS)
def test_the_form_fits_its_paper_and_is_a_pdf_of_its_size(paper):
    across, down = form.PAPERS[paper]
    assert (across - form.WIDTH) / 2 >= 10  # printers leave a margin
    assert (down - form.HEIGHT) / 2 >= 10
    content = form.to_pdf(paper)
    assert content.startswith(b"%PDF")
    assert len(content) < 600_000
    page = np.asarray(form.page(paper, 60))
    assert page[:20].min() == 255  # nothing is printed at its edge
    assert form.label(0) == 0
    assert form.label(49) == 9

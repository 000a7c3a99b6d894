"""What was printed is told from what was written."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.photos import PhotoError, find_ink, read_photo
from model.digits.picture_files import open_picture
from model.digits.pieces import digits_among
from model.digits.preprocess import normalize
from tests.model.digits.test_photos import photo, seven

AS_DRAWN = normalize(np.asarray(seven())).pixels


def difference(content: bytes) -> float:
    """The mean difference of what is read from the 7 as it was drawn, 0 to 1."""
    digit = normalize(read_photo(content))
    return 1.0 if digit is None else float(np.abs(digit.pixels - AS_DRAWN).mean())


def written(levels: np.ndarray, ink: float = 40, width: int = 20) -> np.ndarray:
    """A 7 in the middle of paper whose levels are float (H, W)."""
    side = min(levels.shape) * 6 // 10
    cover = np.zeros(levels.shape)
    top, left = (levels.shape[0] - side) // 2, (levels.shape[1] - side) // 2
    cover[top : top + side, left : left + side] = np.asarray(seven(280, width).resize((side, side)), float) / 255
    return levels * (1 - cover) + ink * cover


def squared(level: float, step: int = 41, thick: int = 3, side: int = 340, across_only: bool = False) -> np.ndarray:
    paper = np.full((side, side), 240.0)
    for start in range(17, side, step):
        paper[start : start + thick] = level
        if not across_only:
            paper[:, start : start + thick] = level
    return paper


@pytest.mark.parametrize(
    ("ink", "level", "across_only"),
    [(40, 200, False), (40, 120, True), (40, 40, False), (120, 200, True), (120, 120, False), (120, 40, True)],
)
def test_ruling_is_left_out_also_where_it_is_darker_than_the_pencil(level, ink, across_only):
    content = photo(written(squared(level, across_only=across_only), ink))
    assert difference(content) < 0.05
    found = find_ink(open_picture(content))
    assert found.ruling[17 + 1, 5:60].all()
    assert not (found.ruling & (found.ink > 0)).any()


def test_ruling_that_lies_askew_and_converges_is_left_out():
    picture = Image.fromarray(written(squared(120)).astype(np.uint8))
    corners = (14, 4, 4, 326, 333, 336, 320, 17)
    askew = picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    assert difference(photo(np.asarray(askew))) < 0.06


@pytest.mark.parametrize("line", [40, 110, 170])
def test_no_dots_stay_where_a_margin_crosses_the_lines(line):
    paper = squared(line, across_only=True)
    paper[:, 40:44] *= 0.5  # ink on ink is darker than both
    content = photo(written(paper, ink=130, width=14))
    assert find_ink(open_picture(content)).ink[:, :60].max() == 0
    assert difference(content) < 0.05


def test_a_stroke_that_goes_along_a_margin_stays():
    paper = squared(110, across_only=True)
    paper[:, 118:121] *= 0.5
    assert difference(photo(written(paper, ink=60))) < 0.06


def test_a_pencil_that_is_pale_for_a_moment_parts_no_digit():
    picture = Image.new("1", (455, 373))
    pen = ImageDraw.Draw(picture)
    pen.line(((251, 121), (234, 180), (238, 194), (306, 194)), 1, 4)  # a slanted open 4
    pen.line(((306, 143), (283, 256)), 1, 4)
    mask = np.array(picture)
    mask[181:183, 225:245] = mask[185:205, 263:265] = False
    assert digits_among(mask).max() == 1


@pytest.mark.parametrize("side", [32, 60, 200])
@pytest.mark.parametrize("sides", ["all", "left and top", "bottom"])
@pytest.mark.parametrize("ink", [20, 130], ids=["pen", "pencil"])
def test_the_frame_of_a_form_is_left_out(side, sides, ink):
    levels = written(np.full((side, side), 245.0), ink)
    thick = max(1, side // 40)
    for name, edge in {
        "top": np.s_[:thick],
        "left": np.s_[:, :thick],
        "bottom": np.s_[-thick:],
        "right": np.s_[:, -thick:],
    }.items():
        if sides == "all" or name in sides:
            levels[edge] = 15
    assert difference(photo(levels)) < 0.06


def test_a_box_around_the_digit_is_left_out():
    levels = np.full((400, 500), 240.0)
    box = Image.fromarray(levels)
    ImageDraw.Draw(box).rectangle((120, 70, 380, 330), outline=40, width=4)
    assert difference(photo(written(np.asarray(box)))) < 0.05


@pytest.mark.parametrize("upright", [True, False])
def test_a_line_from_side_to_side_with_nothing_else_is_the_digit(upright):
    levels = np.full((200, 120), 240.0)
    levels[:, 55:65] = 30
    assert read_photo(photo(levels if upright else levels.T)).any()


def test_a_digit_that_touches_the_border_stays_whole():
    ink = np.asarray(seven())
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert difference(photo(255 - 0.8 * tight)) < 0.05


def test_a_crisp_thin_line_on_a_large_page_is_ink():
    page = Image.new("L", (3000, 2400), 245)
    points = [(1400, 1100), (1560, 1100), (1450, 1340)]
    ImageDraw.Draw(page).line(points, fill=20, width=3)
    found = read_photo(photo(np.asarray(page)))
    assert normalize(found) is not None
    assert min(found.shape) > 50


@pytest.mark.parametrize("level", [255, 0])
def test_glare_or_a_hole_does_not_turn_the_picture_inside_out(level):
    levels = written(np.full((280, 280), 120.0))
    levels[16:24, 240:250] = level
    assert difference(photo(levels)) < 0.05


@pytest.mark.parametrize("inverted", [False, True])
def test_a_square_of_the_other_colour_is_looked_into(inverted):
    page = np.full((500, 500), 245.0)
    page[100:400, 100:400] = written(np.full((300, 300), 12.0), 240)
    assert difference(photo(255 - page if inverted else page)) < 0.05


def test_the_edge_of_a_table_and_a_neighbours_tip_are_left_out():
    levels = written(np.full((400, 400), 235.0))
    levels[:40] = 60
    levels[:, 370:] = 75
    levels[200:240, :9] = 40
    assert difference(photo(levels)) < 0.05


@pytest.mark.parametrize(("across", "down"), [(2, 1), (4, 3), (10, 7)])
def test_several_digits_are_counted(across, down):
    page = np.full((120 * down, 110 * across), 240.0)
    ink = np.asarray(seven(100), float) * 0.8
    for row in range(down):
        for column in range(across):
            page[120 * row + 10 : 120 * row + 110, 110 * column + 5 : 110 * column + 105] -= ink
    with pytest.raises(PhotoError, match=f"about {across * down} digits; crop one"):
        read_photo(photo(page))


def test_a_digit_of_two_strokes_is_one():
    picture = Image.new("L", (300, 300), 240)
    pen = ImageDraw.Draw(picture)
    pen.line([(110, 60), (90, 170), (200, 170)], fill=30, width=12)
    pen.line([(190, 90), (180, 260)], fill=30, width=12)
    assert read_photo(photo(np.asarray(picture))).any()
    five = Image.new("L", (300, 300), 240)
    pen = ImageDraw.Draw(five)
    pen.line([(120, 60), (110, 140), (190, 170), (160, 240), (100, 235)], fill=30, width=10)
    pen.line([(145, 55), (210, 52)], fill=30, width=10)
    found = find_ink(open_picture(photo(np.asarray(five)))).ink
    assert found[52:56, 170:200].any()

"""From an uploaded picture to ink."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.digits.found_ink import SIDE
from model.digits.photos import MAX_BYTES, PhotoError, otsu, read_photo
from model.digits.preprocess import normalize

SEVEN = ((80, 60), (200, 60), (120, 220))


def seven(size=280, width=20):
    """A 7 in light ink on black, "L"."""
    picture = Image.new("L", (280, 280))
    ImageDraw.Draw(picture).line(SEVEN, fill=255, width=width, joint="curve")
    return picture.resize((size, size), Image.Resampling.BILINEAR)


def photo(levels, kind="PNG", **options):
    """Levels 0 to 255 → the bytes of a picture file."""
    content = io.BytesIO()
    Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).save(content, kind, **options)
    return content.getvalue()


def on_paper(ink, rng, dark_ink=True):
    """Light ink on black → pen on paper, lit from one corner, with grain."""
    height, width = ink.shape
    light = 130 + 60 * np.linspace(0, 1, width) + 50 * np.linspace(0, 1, height)[:, None]
    levels = light * (1 - 0.7 * ink / 255) + rng.normal(0, 5, ink.shape)
    return levels if dark_ink else 255 - levels


@pytest.mark.parametrize(
    ("kind", "dark_ink", "size"),
    [
        (kind, dark_ink, (90, 280, 900)[(row + column) % 3])
        for row, kind in enumerate(("PNG", "JPEG", "WEBP"))
        for column, dark_ink in enumerate((True, False))
    ],
)
def test_pen_on_unevenly_lit_paper_reads_as_on_the_canvas(kind, dark_ink, size):
    ink = np.asarray(seven(size), float)
    found = read_photo(photo(on_paper(ink, np.random.default_rng(0), dark_ink), kind))
    assert found.dtype == np.uint8
    assert max(found.shape) <= SIDE
    assert (found == 0).mean() > 0.8
    difference = np.abs(normalize(found).pixels - normalize(np.asarray(seven())).pixels)
    assert difference.mean() < 0.05


@pytest.mark.parametrize(("angle", "edge"), [(0, 0), (45, -0.15), (135, -0.15), (225, -0.15)])
def test_a_digit_half_in_a_shadow_is_whole(angle, edge):
    ink = np.zeros((500, 500))
    ink[140:360, 140:360] = seven(220, 7)
    y, x = np.mgrid[:500, :500] / 500 - 0.5
    along = np.cos(np.deg2rad(angle)) * x + np.sin(np.deg2rad(angle)) * y + 0.05 * np.sin(9 * (x + y))
    light = 1 - 0.45 / (1 + np.exp(-(along - edge) / 0.012))  # with a soft, wavy edge, as of a hand
    levels = 225 * light * (1 - 0.85 * ink / 255) + np.random.default_rng(0).normal(0, 2, ink.shape)
    found = read_photo(photo(levels, "JPEG"))
    difference = np.abs(normalize(found).pixels - normalize(np.asarray(seven(300, 7))).pixels)
    assert difference.mean() < 0.05


@pytest.mark.parametrize("width", [14, 44])  # a thin pen; a stroke as wide as an eighth of the picture
@pytest.mark.parametrize("side", [30, 150])
def test_a_cell_cut_out_close_to_its_frame(side, width):
    levels = 235 - np.asarray(seven(side, width), float) * 0.4
    levels[[0, -1]] = levels[:, [0, -1]] = 150
    levels += np.random.default_rng(0).normal(0, 1, levels.shape)
    difference = np.abs(normalize(read_photo(photo(levels))).pixels - normalize(np.asarray(seven(280, width))).pixels)
    assert difference.mean() < 0.06


def test_levels_that_hardly_differ_have_a_threshold():
    levels = np.full((40, 30), 100, np.float32)
    levels[::2] = np.nextafter(np.float32(100), np.float32(200))
    assert 99 < otsu(levels, 50) < 101
    assert otsu(levels, 200) < 1  # none is above that


def test_blank_paper_shows_no_ink():
    blank = on_paper(np.zeros((300, 300)), np.random.default_rng(0))
    assert not read_photo(photo(blank, "JPEG")).any()
    assert not read_photo(photo(np.full((40, 30), 255))).any()


def test_specks_are_dropped():
    levels = 255 - np.asarray(seven(), float)
    levels[5:8, 5:8] = 0
    found = read_photo(photo(levels))
    assert not found[:20, :20].any()
    assert found.any()


@pytest.mark.parametrize("ink", [0, 255])
def test_transparent_pictures(ink):
    picture = Image.new("LA", (280, 280), (ink, 0))
    picture.putalpha(seven())
    content = io.BytesIO()
    picture.save(content, "PNG")
    difference = np.abs(normalize(read_photo(content.getvalue())).pixels - normalize(np.asarray(seven())).pixels)
    assert difference.mean() < 0.03


def test_phone_photos_are_turned_upright():
    lying = seven().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn me clockwise"
    found = read_photo(photo(255 - np.asarray(lying, float), "JPEG", exif=exif))
    assert np.abs(normalize(found).pixels - normalize(np.asarray(seven())).pixels).mean() < 0.05


def test_sixteen_bit_scans():
    content = io.BytesIO()
    Image.fromarray((65535 - np.asarray(seven(), np.uint16) * 257).astype(np.uint16)).save(content, "PNG")
    assert read_photo(content.getvalue()).any()


def test_palette_pictures():
    content = io.BytesIO()
    seven().convert("P").save(content, "PNG")
    assert read_photo(content.getvalue()).any()


def test_pictures_that_are_too_large_are_refused():
    with pytest.raises(PhotoError, match="10 MB"):
        read_photo(bytes(MAX_BYTES + 1))
    content = io.BytesIO()
    Image.new("1", (8000, 7000)).save(content, "PNG")
    with pytest.raises(PhotoError, match="56 megapixels"):
        read_photo(content.getvalue())
    content = io.BytesIO()
    Image.new("1", (20000, 20000)).save(content, "PNG")
    with pytest.raises(PhotoError, match="megapixels"):
        read_photo(content.getvalue())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_truncated_pictures_are_refused(kind):
    content = photo(on_paper(np.asarray(seven(), float), np.random.default_rng(0)), kind)
    with pytest.raises(PhotoError, match=r"damaged|not a PNG"):
        read_photo(content[: len(content) // 2])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused(kind):
    with pytest.raises(PhotoError, match="PNG, JPEG or WebP"):
        read_photo(photo(np.asarray(seven(), float), kind))


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_anything_else_is_refused(content):
    with pytest.raises(PhotoError, match="PNG, JPEG or WebP"):
        read_photo(content)

"""Picture files of strangers: taken by their bytes, bounded before they are decoded."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.digits import picture_files
from model.digits.photos import PhotoError, read_photo
from model.digits.picture_files import SIDE, open_picture
from model.digits.preprocess import normalize
from tests.model.digits.test_photos import on_paper, photo, seven

HEIC = Path(__file__).parent / "seven.heic"
AS_DRAWN = normalize(np.asarray(seven())).pixels


def reads_as_seven(content: bytes) -> bool:
    digit = normalize(read_photo(content))
    return digit is not None and np.abs(digit.pixels - AS_DRAWN).mean() < 0.05


def sixteen_bits(channels: int, low: int, high: int, spot: int | None = None, side: int = 280) -> bytes:
    """A PNG of 16 bits and so many channels (2 and 4: with alpha): the 7, `low` on `high`."""
    ink = np.asarray(seven(side), float)[..., None] / 255
    levels = np.repeat(high + (low - high) * ink, channels, axis=2)
    if channels in (2, 4):
        levels[..., -1] = 65535
    if spot is not None:
        levels[3, 3] = spot
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = np.rint(levels).astype(">u2")
    body = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows), 1)

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 16, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("levels", [(31000, 33000), (400, 800), (62000, 500)])
def test_sixteen_bits_are_spread_between_the_least_and_the_most(channels, levels):
    assert reads_as_seven(sixteen_bits(channels, *levels))


def test_a_stuck_pixel_takes_no_contrast():
    assert reads_as_seven(sixteen_bits(3, 31000, 33000, spot=65535))


@pytest.mark.parametrize("alpha", [1.0, 0.4])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_ink_on_nothing_is_judged_by_its_alpha(level, alpha):
    rgba = np.full((280, 280, 4), level, np.uint8)
    rgba[..., 3] = np.asarray(seven()) * alpha
    assert reads_as_seven(photo(rgba))


@pytest.mark.parametrize("dark", [True, False])
def test_a_page_in_a_transparent_margin_brings_its_paper(dark):
    levels = 230 - 0.8 * np.asarray(seven(), float)
    rgba = np.zeros((320, 320, 4), np.uint8)
    rgba[20:-20, 20:-20, :3] = (levels if dark else 255 - levels)[..., None]
    rgba[20:-20, 20:-20, 3] = 255
    assert reads_as_seven(photo(rgba))


def test_what_cannot_be_seen_is_no_ink():
    assert not read_photo(photo(np.zeros((50, 50, 4)))).any()


@pytest.mark.parametrize("options", [{"progressive": True}, {}], ids=["in passes", "row by row"])
def test_a_jpeg_without_its_end_mark_is_shown_by_browsers_and_read(options):
    content = photo(on_paper(np.asarray(seven(500), float), np.random.default_rng(0)), "JPEG", **options)
    assert reads_as_seven(content[:-2])


def test_a_png_without_its_last_bytes_is_read_and_half_of_one_is_not():
    content = photo(on_paper(np.asarray(seven(), float), np.random.default_rng(0)))
    assert reads_as_seven(content[:-12])
    with pytest.raises(PhotoError, match="damaged"):
        read_photo(content[: len(content) // 2])


def test_heic_is_read():
    assert reads_as_seven(HEIC.read_bytes())


@pytest.mark.parametrize("cut", [20, 300, 700])
def test_a_damaged_heic_is_named(cut):
    with pytest.raises(PhotoError, match=r"HEIC|damaged"):
        read_photo(HEIC.read_bytes()[:cut])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"GIF89a....", "GIF"),
        (b"BM......", "BMP"),
        (b"II*\0....", "TIFF"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\0\0\x20ftypavif....", "AVIF"),
        (b"\0\0\0\x20ftypmp42....", "video"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"PK\3\4....", "ZIP"),
        (b"<!doctype html>", "web page"),
        (b"<svg xmlns=", "SVG"),
        (b"", "empty"),
    ],
)
def test_what_is_no_picture_we_read_is_named_with_a_way_out(content, says):
    with pytest.raises(PhotoError, match=says) as refusal:
        read_photo(content)
    assert str(refusal.value).endswith(".")
    assert str(refusal.value).count(".") >= 2


def test_pictures_are_shrunk_and_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    levels = open_picture(photo(np.full((1200, 2400), 200), "JPEG", exif=exif))
    assert levels.colour.shape[:2] == levels.grey.shape
    height, width = levels.grey.shape
    assert height == 2 * width
    assert max(height, width) <= SIDE


def test_large_pictures_are_refused_before_they_are_decoded(monkeypatch):
    monkeypatch.setattr(picture_files, "shrunk", lambda picture: pytest.fail("decoded"))
    content = io.BytesIO()
    Image.new("L", (5000, 4000)).save(content, "WEBP")
    with pytest.raises(PhotoError, match="20 megapixels; at most 18"):
        read_photo(content.getvalue())


@pytest.mark.thorough
def test_strips_give_the_means_of_the_whole(monkeypatch):
    levels = np.random.default_rng(0).integers(0, 256, (1300, 2100, 3))
    whole = open_picture(photo(levels)).colour
    monkeypatch.setattr(picture_files, "STRIP", 2100 * 3 * 7)
    np.testing.assert_allclose(open_picture(photo(levels)).colour, whole, atol=1)

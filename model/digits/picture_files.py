"""A picture file of a stranger becomes levels: judged by its bytes, bounded before it is decoded, shrunk in strips.

A file of 0.1 MB may unpack to 50 megapixels of 16 bits. So its header is asked first, two files are unpacked at a
time, and what is unpacked is made small a strip at a time: no second copy of it in full size ever lies in memory.
"""

import io
import threading
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.digits.transparency import on_its_paper

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_PIXELS_OF = {"HEIF": 25_000_000, "WEBP": 18_000_000}  # their readers hold several copies while they unpack
SIDE = 1000  # longest side to work at, in pixels: a digit on a whole page still has its lines
STRIP = 2_000_000  # pixels that are shrunk at a time
MISSING_ROWS, MISSING_SHARE = 17, 0.02  # pixels at the end, or share of the height, that may be missing
AT_ONCE = threading.BoundedSemaphore(2)  # so many files are unpacked at a time; others wait

READ = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WebP"}  # Pillow's names; MPO is a phone's JPEG
SAVE = "Save it as PNG or JPEG."
# What else people bring, by its first bytes: (where they stand, the bytes, what it is, what to do).
OTHERS = (
    (0, b"GIF8", "a GIF picture", SAVE),
    (0, b"BM", "a BMP picture", SAVE),
    (0, b"II*\0", "a TIFF picture", SAVE),
    (0, b"MM\0*", "a TIFF picture", SAVE),
    (0, b"\0\0\1\0", "an icon", SAVE),
    (0, b"8BPS", "a Photoshop picture", SAVE),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture", SAVE),
    (0, b"\xff\x0a", "a JPEG XL picture", SAVE),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture", SAVE),
    (0, b"%PDF", "a PDF", "Take a screenshot of the digit, or save its page as PNG."),
    (4, b"ftyp", "a video", "Take a photo instead."),
    (0, b"\x1aE\xdf\xa3", "a video", "Take a photo instead."),
    (0, b"\x89HDF", "an HDF5 file, as Keras saves networks", "Upload networks on the Runs page."),
    (0, b"PK\3\4", "a ZIP archive, or a network in Keras's form", "Unpack it first; upload networks on the Runs page."),
    (0, b"\x93NUMPY", "a NumPy array", "Save it as a PNG picture."),
    (0, b"<svg", "an SVG drawing", "Save it as PNG."),
    (0, b"<?xml", "an XML or SVG file", "Save the drawing as PNG."),
    (0, b"<!", "a web page, not a picture", "Save the picture itself."),
    (0, b"<html", "a web page, not a picture", "Save the picture itself."),
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class PhotoError(ValueError):
    """The upload can't be used; the message says why and what to do, in a sentence."""


class Levels(NamedTuple):
    """A picture to work on: `colour` float32 (H, W, 3), `grey` float32 (H, W), both 0 to 255, nothing transparent."""

    colour: np.ndarray
    grey: np.ndarray


def open_picture(content: bytes, side: int = SIDE) -> Levels:
    """The bytes of a PNG, JPEG, WebP or HEIC file → its levels, upright, longest side at most `side`.

    Levels of 16 bits are spread between the least and the most. Raises PhotoError for anything else, and for what has
    over 10 MB or 50 megapixels (HEIC 25, WebP 18).
    """
    if len(content) > MAX_BYTES:
        raise PhotoError(
            f"This file is {len(content) / 1024**2:.1f} MB; at most 10 MB are accepted. Save the picture smaller."
        )
    picture = open_header(content)
    with AT_ONCE:
        try:
            rgba = shrunk(picture, side)
        except PhotoError:
            raise
        except Exception:  # Pillow's readers raise many kinds on a broken body
            raise PhotoError("This picture is damaged or incomplete. Upload it once more.") from None
        finally:
            picture.close()
    colour = on_its_paper(rgba)
    return Levels(colour, colour @ np.array([0.299, 0.587, 0.114], np.float32))


def open_header(content: bytes) -> Image.Image:
    """The picture, its pixels not yet unpacked, of a kind and size that can be read. Raises PhotoError."""
    try:
        if is_heic(content):
            import pi_heif  # 4 MB of libraries, for those who bring one

            pi_heif.register_heif_opener(thumbnails=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on its size, which is asked below
            picture = Image.open(
                io.BytesIO(content), formats=("HEIF",) if is_heic(content) else ("PNG", "JPEG", "WEBP")
            )
    except Image.DecompressionBombError:
        raise PhotoError("This picture has more than 50 megapixels. Save it smaller.") from None
    except Exception:  # Pillow's readers raise many kinds on a broken header
        raise PhotoError(what_it_is(content)) from None
    width, height = picture.size
    most = MAX_PIXELS_OF.get(picture.format or "", MAX_PIXELS)
    if width * height > most:
        raise PhotoError(
            f"This picture has {width * height / 1e6:.0f} megapixels; at most {most / 1e6:.0f} work. Save it smaller."
        )
    return picture


def is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def what_it_is(content: bytes) -> str:
    """A sentence on bytes that are no picture we read: what they are, and the way out."""
    if not content:
        return "This file is empty, and not a PNG, JPEG or WebP picture. Choose it once more."
    if is_heic(content):
        return "This is a HEIC photo, but it can't be read. Save it as JPEG, or take a screenshot of it."
    if content[4:12] == b"ftypavif":
        return f"This is an AVIF picture, not a PNG, JPEG or WebP picture. {SAVE}"
    for start, mark, name, way_out in OTHERS:
        if content[start : start + len(mark)] == mark:
            return f"This is {name}, not a PNG, JPEG or WebP picture. {way_out}"
    return "This file is not a PNG, JPEG or WebP picture. Save it as one of these."


def shrunk(picture: Image.Image, side: int) -> np.ndarray:
    """A Pillow picture → float32 (H, W, 4) in 0 to 255, upright, sides at most `side`, colours times alpha."""
    if picture.format == "PNG" and picture.tile and ";16" in f"{picture.mode} {picture.tile[0].args}":
        small = sixteen_bits(picture, side)
    else:
        small = in_strips(unpacked(picture, side), eight_bits, side)
    try:
        orientation = picture.getexif().get(0x0112, 1)
    except Exception:  # broken remarks don't spoil a picture
        orientation = 1
    return np.ascontiguousarray(TURNS[orientation](small) if orientation in TURNS else small)


TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {  # EXIF's number → how the picture becomes upright
    2: np.fliplr,
    3: lambda lying: np.rot90(lying, 2),
    4: np.flipud,
    5: lambda lying: lying.transpose(1, 0, 2),
    6: lambda lying: np.rot90(lying, -1),
    7: lambda lying: np.rot90(lying, 2).transpose(1, 0, 2),
    8: np.rot90,
}


def in_strips(picture: Image.Image, means: Callable[[Image.Image, int], np.ndarray], side: int) -> np.ndarray:
    """A picture → float32 (H, W, channels), longest side at most `side`.

    `means` takes a strip of it and returns its means over squares of so many pixels per side.
    """
    picture.load()
    width, height = picture.size
    factor = -(-max(width, height) // side)
    rows = max(1, STRIP // (width * factor)) * factor
    strips = []
    for top in range(0, height, rows):
        strips.append(means(picture.crop((0, top, width, min(top + rows, height))), factor))
    return np.concatenate(strips).astype(np.float32)


def eight_bits(strip: Image.Image, factor: int) -> np.ndarray:
    """Any mode → uint8 (H, W, 4), colours times their alpha."""
    if strip.has_transparency_data:
        return np.asarray(strip.convert("RGBA").convert("RGBa").reduce(factor))
    colour = np.asarray(strip.convert("RGB").reduce(factor))
    return np.dstack([colour, np.full_like(colour[..., :1], 255)])


def all_bits(strip: Image.Image, factor: int) -> np.ndarray:
    """Any mode, its numbers as they are → float32 (H, W, channels)."""
    numbers = np.asarray(strip)
    numbers = numbers.reshape(*numbers.shape[:2], -1)
    height, width, channels = numbers.shape
    numbers = np.pad(numbers, ((0, -height % factor), (0, -width % factor), (0, 0)), "edge")
    rows = numbers.reshape(len(numbers) // factor, factor, -1).sum(axis=1, dtype=np.uint32)  # one axis after the other
    squares = rows.reshape(len(rows), -1, factor, channels).sum(axis=2, dtype=np.uint32)
    return squares.astype(np.float32) / factor**2


def sixteen_bits(picture: Image.Image, side: int) -> np.ndarray:
    """A PNG of 16 bits → float32 (H, W, 4) in 0 to 255, its levels spread between the least and the most.

    Pillow keeps of most kinds the higher byte alone. It gives the lower one too when told that the bytes stand the
    other way round, and all of grey with alpha when told that they are four channels.
    """
    tile = picture.tile[0]
    content, raw = picture.fp, str(tile.args)
    if raw.startswith("I"):
        numbers = in_strips(picture, all_bits, side)
        picture.im = None  # makes room
        alpha = np.full_like(numbers, 1)
    elif raw == "LA;16B":
        picture.tile = [tile._replace(args="RGBA")]
        high_low = in_strips(picture, all_bits, side)
        picture.im = None
        numbers, alpha = high_low[..., :1] * 256 + high_low[..., 1:2], high_low[..., 2:3] / 255
    else:
        again = Image.open(io.BytesIO(content.getvalue()), formats=("PNG",))
        numbers = in_strips(picture, all_bits, side) * 256
        picture.im = None  # makes room for the other half
        again.tile = [again.tile[0]._replace(args=raw.replace("16B", "16L"))]
        numbers += in_strips(again, all_bits, side)
        alpha = numbers[..., 3:4] / 65535 if numbers.shape[2] == 4 else np.ones_like(numbers[..., :1])
        numbers = numbers[..., :3]
    seen = numbers[alpha[..., 0] > 0]
    low, high = np.percentile(seen, (0.02, 99.98)) if seen.size else (0, 1)
    del seen
    numbers -= low  # in place: each copy of a form's photo takes 40 MB
    numbers *= 255 / max(high - low, 1)
    numbers = np.clip(numbers, 0, 255, out=numbers) * alpha
    return np.concatenate([numbers] * (3 // numbers.shape[2]) + [alpha * 255], axis=2)


def unpacked(picture: Image.Image, side: int) -> Image.Image:
    """Decodes a picture. Its end may be missing, as long as next to nothing else is: browsers show it.

    Raises OSError, or whatever Pillow's readers raise, where more is.
    """
    content, height = picture.fp.getvalue(), picture.height
    jpeg = picture.format in ("JPEG", "MPO")
    if jpeg:
        picture.draft("RGB", (side, side))  # it can be decoded small at once
    try:
        picture.load()
        return picture
    except OSError:
        unpacked_rows = (picture.im.getbbox() or (0, 0, 0, 0))[3] * height / picture.height
        whole = content.count(b"\xff\xda") > 1 and picture.info.get("progressive")  # each pass is one of the whole
        if not whole and unpacked_rows < height - max(MISSING_ROWS, height * MISSING_SHARE):
            raise
    if jpeg:
        mended = Image.open(io.BytesIO(content + b"\xff\xd9"), formats=("JPEG",))
        mended.draft("RGB", (side, side))
        mended.load()
        return mended
    picture.tile = []  # there is no more to decode
    return picture.crop((0, 0, picture.width, int(unpacked_rows)))

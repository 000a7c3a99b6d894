"""A photo of the filled form becomes up to fifty labelled drawings: straightened by its marks, then read box by box."""

from collections.abc import Callable

import numpy as np

from model.digits.photos import find_ink
from model.digits.picture_files import Levels, PhotoError, open_picture
from model.digits.preprocess import normalize
from model.handwriting import form
from model.handwriting.drawings import LabelledDrawing, labelled
from model.handwriting.form import FilledForm

SIDE = 2100  # pixels: the longest side to work at; a thin pen on a whole page still has its lines
SCALE = 5.0  # pixels a millimetre of the straightened form
COARSEST = 1.8  # pixels a millimetre in the photo: with fewer a thin pen is lost
INSIDE = 1.3  # millimetres inside a box's line: where its ink is looked for, for paper bends
MIDDLE = 0.12  # of the box's side: what has no ink farther from its edge is a line of the box, and no digit
ENOUGH_MARKS = 3
WHAT_TO_DO = "Lay the page flat, in even light, and photograph all of it, with all four black marks."
NO_MARKS = f"No form is found in this picture. Print it from here first. {WHAT_TO_DO}"


def read_form(content: bytes, on_box: Callable[[float], None] = lambda share: None) -> FilledForm:
    """The bytes of a PNG, JPEG, WebP or HEIC file, at most 10 MB and 50 megapixels → the drawings in it.

    `on_box` hears after each box what share of the work is done. Raises PhotoError where it is no picture of a form.
    """
    straight = straightened(open_picture(content, SIDE))
    boxes, unreadable = [], 0
    for place in range(form.ROWS * form.COLUMNS):
        try:
            boxes.append(read_box(straight, place))
        except PhotoError:  # many things in one box
            boxes.append(None)
            unreadable += 1
        on_box((place + 1) / (form.ROWS * form.COLUMNS))
    if not any(boxes):
        raise PhotoError("The form was found, but there is no ink in its boxes. Fill some, with a dark pen.")
    return FilledForm(tuple(boxes), unreadable)


def straightened(picture: Levels) -> Levels:
    """A photo → the form alone, upright, `SCALE` pixels a millimetre. Raises PhotoError where its marks don't show."""
    import cv2

    marks = found_marks(picture.grey)
    if len(marks) < ENOUGH_MARKS:
        seen = f"{len(marks)} of its 4 black marks were" if len(marks) != 1 else "1 of its 4 black marks was"
        raise PhotoError(f"The form isn't found: only {seen} seen. {WHAT_TO_DO}" if marks else NO_MARKS)
    sides = [np.hypot(*(corners - np.roll(corners, 1, axis=0)).T).mean() for corners in marks.values()]
    if np.mean(sides) < COARSEST * form.MARK:
        raise PhotoError("The form is too small in this picture. Take it closer, so that the page fills the picture.")
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * form.MARK
    where = np.concatenate([square + form.MARKS[number] for number in marks]) * SCALE
    matrix, _ = cv2.findHomography(np.concatenate(list(marks.values())), where)
    if matrix is None:
        raise PhotoError(NO_MARKS)
    size = round(form.WIDTH * SCALE), round(form.HEIGHT * SCALE)
    colour, grey = (
        cv2.warpPerspective(levels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for levels in (picture.colour, picture.grey)
    )
    return Levels(colour, grey)


def found_marks(grey: np.ndarray) -> dict[int, np.ndarray]:
    """The marks in a picture, float32 (H, W): number → corners, float32 (4, 2), clockwise from its own upper left."""
    import cv2

    options = cv2.aruco.DetectorParameters()
    options.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(form.dictionary(), options)
    corners, numbers, _ = detector.detectMarkers(np.clip(np.rint(grey), 0, 255).astype(np.uint8))
    marks: dict[int, np.ndarray] = {}
    for number, points in zip(np.ravel(numbers if numbers is not None else []), corners, strict=True):
        if 0 <= number < len(form.MARKS) and int(number) not in marks:
            marks[int(number)] = points.reshape(4, 2)
    return marks


def read_box(straight: Levels, place: int) -> LabelledDrawing | None:
    """The drawing in a box of the straightened form; None where it is empty. Raises PhotoError for a crowd of ink."""
    x, y = form.corner(place)
    left, top = round((x + INSIDE) * SCALE), round((y + INSIDE) * SCALE)
    side = round((form.BOX - 2 * INSIDE) * SCALE)
    inside = slice(top, top + side), slice(left, left + side)
    found = find_ink(Levels(straight.colour[inside], straight.grey[inside]), inside=True, is_dark=True)
    edge = round(MIDDLE * side)
    is_written = found.ink[edge:-edge, edge:-edge].any()
    digit = normalize(found.digit) if is_written else None
    return None if digit is None else labelled(form.label(place), digit.pixels)

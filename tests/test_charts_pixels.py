import numpy as np
import pytest

from charts.pixels import FINEST, coarser, pixels_chart


def test_every_pixel_keeps_its_number_and_place():
    image = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    figure = pixels_chart(image)
    assert np.array_equal(figure.data[0].z, image)
    assert tuple(figure.layout.yaxis.range) == (27.5, -0.5)  # row 0 at the top
    assert tuple(figure.layout.xaxis.range) == (-0.5, 27.5)


@pytest.mark.parametrize(
    ("dtype", "limits", "numbers"), [(np.uint8, (0, 255), "%{z:d}"), (np.float32, (0, 1), "%{z:.2f}")]
)
def test_limits_and_numbers_follow_the_dtype(dtype, limits, numbers):
    heat_map = pixels_chart(np.zeros((28, 28), dtype)).data[0]
    assert (heat_map.zmin, heat_map.zmax) == limits
    assert numbers in heat_map.hovertemplate


def test_an_oblong_image_lies_in_the_middle_of_a_square():
    figure = pixels_chart(np.zeros((20, 8), np.uint8))
    assert tuple(figure.layout.xaxis.range) == (-6.5, 13.5)
    assert tuple(figure.layout.yaxis.range) == (19.5, -0.5)
    assert figure.layout.width == figure.layout.height


@pytest.mark.parametrize("shape", [(420, 420), (1024, 3), (1, 300), (FINEST + 1, FINEST + 1)])
def test_large_images_are_shown_coarser_and_as_bright(shape):
    image = np.full(shape, 200, np.uint8)
    z = np.asarray(pixels_chart(image).data[0].z)
    assert max(z.shape) <= FINEST
    assert np.all(z == 200)


def test_coarser_takes_means():
    image = np.array([[0, 2, 10, 10], [2, 0, 10, 10], [4, 4, 0, 0], [4, 4, 0, 0]], np.float32)
    assert np.array_equal(coarser(image, 2), [[1, 10], [4, 0]])

"""The picture of the ribbon in the manual shows the ribbon that is built."""

import pytest
from PIL import Image

from tests.support.draw_ribbon import SOURCE_KEY, TARGET, draw_ribbon, ribbon_digest


def test_the_committed_picture_was_drawn_from_the_ribbon_as_it_is_now():
    with Image.open(TARGET) as picture:
        assert picture.text[SOURCE_KEY] == ribbon_digest(), "run python -m tests.support.draw_ribbon"


@pytest.mark.office  # needs the fonts that come with it
def test_the_picture_can_be_drawn_anew():
    with Image.open(TARGET) as picture:
        assert draw_ribbon().size == picture.size

"""An uploaded photograph: the form in which it is kept, and what a machine can say of it. No template of a face."""

import io

from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

from tongban.law.facts import Photo

KEPT = (780, 1134)  # pixels: three times what the card prints
MOST_PIXELS = 60_000_000  # what is larger is not decoded
PAPER = (1170, 1654)  # what is to be read: a sheet of A4 at 140 to the inch
QUALITY = 90
GREY = 6  # mean saturation (0 to 255) below which a picture has no colour


def cleaned(content: bytes, most: tuple[int, int] = KEPT) -> bytes:
    """The picture as a JPEG of moderate size, upright, without what cameras write beside it (place, device).

    Raises ValueError for what is no picture.
    """
    image = ImageOps.exif_transpose(_opened(content)).convert("RGB")
    image.thumbnail(most)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def described(jpeg: bytes) -> Photo:
    """What law may look at. Raises ValueError for what is no picture."""
    image = _opened(jpeg).convert("RGB")
    side = max(1, image.width // 10)
    right = image.width - side
    corners = [image.crop((left, 0, left + side, side)) for left in (0, right)]
    background = min(min(ImageStat.Stat(corner).mean) for corner in corners)
    saturation = ImageStat.Stat(image.convert("HSV")).mean[1]
    return Photo(image.width, image.height, int(background), saturation >= GREY)


def _opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("more pixels than any photograph for a card")
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("no picture") from error
    return image

"""Pictures: how large they are, and small ones made of large ones. Blocking; nothing is decoded that is too large for it."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from luopan.kernel.files.kinds import refused

MOST_PIXELS = 64_000_000
"""Width times height: some 250 MB while it is decoded."""
SIZES = (64, 256, 1024)
"""The longer sides of previews."""
FORMATS = {f"image/{name}": (name.upper(),) for name in ("png", "jpeg", "gif", "webp", "avif", "bmp", "tiff")}
"""Types that can be decoded, by the only decoder that may be tried."""
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError)


def measure(path: Path, type_: str) -> tuple[int, int] | None:
    """Width and height as one sees it; None where the type is no picture made of pixels that we know. `Invalid` where it
    can't be read as what it says it is, or is too large."""
    if type_ not in FORMATS:
        return None
    try:
        with _opened(path, type_) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise refused("image_too_large", most=MOST_PIXELS // 1_000_000)
            lies_on_its_side = image.getexif().get(0x0112, 1) >= 5
            return (height, width) if lies_on_its_side else (width, height)
    except Image.DecompressionBombError:
        raise refused("image_too_large", most=MOST_PIXELS // 1_000_000) from None
    except _BROKEN:
        raise refused("image_broken") from None


def make_preview(path: Path, type_: str, size: int) -> bytes | None:
    """A WebP that fits into a square, upright, with nothing in it but the picture; None where none can be made."""
    if type_ not in FORMATS:
        return None
    try:
        with _opened(path, type_) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (2 * size, 2 * size))
            ImageOps.exif_transpose(image, in_place=True)
            plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
            plain.thumbnail((size, size))
            plain.info.clear()
            target = io.BytesIO()
            plain.save(target, "WEBP", quality=80, method=4)
            return target.getvalue()
    except _BROKEN:
        return None


def _opened(path: Path, type_: str) -> Image.Image:
    """Reads no more than what comes before the pixels. Our own limit counts, not that of the library."""
    with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
        return Image.open(path, formats=FORMATS[type_])

"""Logos: a producer's mark, drawn anew so that nothing but its pixels goes into a file."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from labels.refusals import LabelError

FORMATS = ("PNG", "JPEG", "WEBP")
#: Bytes and pixels of a file that are taken; the longest side that is kept: 20 mm at 600 dpi.
MOST_BYTES, MOST_PIXELS, LONGEST_SIDE = 2 * 1024 * 1024, 12_000_000, 480
#: How many times one side may be the other.
MOST_RATIO = 6


@dataclass(frozen=True)
class Logo:
    """A mark on white: PNG bytes, and pixels across and down."""

    png: bytes
    width: int
    height: int

    @classmethod
    def of_file(cls, data: bytes) -> "Logo":
        """Take a PNG, JPEG or WebP; what is see-through lies on white, white edges are cut off.

        Raises LabelError `logo-too-large`, `logo-unreadable`, `logo-empty`.
        """
        if len(data) > MOST_BYTES:
            raise LabelError("logo-too-large", f"Tệp logo lớn hơn {MOST_BYTES // 1024 // 1024} MB.")
        return cls._of_picture(_on_white(data))

    @classmethod
    def _of_picture(cls, picture: Image.Image) -> "Logo":
        box = ImageOps.invert(picture.convert("L")).point(lambda ink: 255 if ink > 8 else 0).getbbox()
        if box is None:
            raise LabelError("logo-empty", "Logo toàn màu trắng nên in ra không thấy gì.")
        cut = picture.crop(box)
        if max(cut.size) > MOST_RATIO * min(cut.size):
            raise LabelError("logo-unreadable", "Logo quá dài và hẹp; hãy dùng hình gần vuông hơn.")
        cut.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        cut.save(out, "PNG", optimize=True)
        return cls(out.getvalue(), *cut.size)

    def picture(self) -> Image.Image:
        """Return the pixels."""
        return Image.open(io.BytesIO(self.png))


def _on_white(data: bytes) -> Image.Image:
    """Return the picture of a file, upright, in RGB."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise LabelError("logo-too-large", "Logo lớn hơn 12 triệu điểm ảnh.")
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as fault:
        raise LabelError("logo-too-large", "Logo lớn hơn 12 triệu điểm ảnh.") from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise LabelError("logo-unreadable", "Logo phải là PNG, JPEG hoặc WebP nguyên vẹn.") from fault
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("RGB")

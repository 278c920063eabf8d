"""Photographs of products: always drawn anew, so that position data and hidden tails stay behind."""

import io
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import BadInput, NotFound, RuleBroken
from ocop.models.database import db
from ocop.models.files import File
from ocop.models.products import Product, ProductPhoto
from ocop.services.acts import record_act
from ocop.services.files import find_file, keep_file

#: What is taken: bytes, pixels, formats; and how many photographs a product may have.
LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PHOTOS = 8
#: The longest side that is kept, in pixels: sharp on a phone and on an A4 sheet's quarter.
_LONGEST_SIDE = 1600
#: The same for the first view of a scan, and how heavy it may be.
_SMALL_SIDE, _SMALL_BYTES = 640, 12_000
#: A JPEG is drawn once per scan (ITU-T T.81, B.2.3): cameras make one, programs a dozen; more would only cost time.
#: No such mark stands inside what is coded, where every byte FF is followed by 00.
_SCAN_OF_JPEG, _MOST_SCANS = b"\xff\xda", 64


def add_photo(by: Actor, now: datetime, product: Product, data: bytes, *, folder: Path) -> str:
    """Keep a photograph of a product and return its hash; the newest stands first.

    Raises BadInput `photo-too-large`, `photo-unreadable`; RuleBroken `photos-full`.
    """
    if photo_count(product.id) >= MOST_PHOTOS:
        raise RuleBroken("photos-full", "Mỗi sản phẩm có tối đa %(most)s ảnh.", field="photo", most=MOST_PHOTOS)
    drawn, size = redrawn(data)
    name = keep_file(drawn, "image/webp", now, folder=folder, size=size)
    if db.session.get(ProductPhoto, (product.id, name)) is None:
        first = db.session.scalar(
            select(func.min(ProductPhoto.position)).where(ProductPhoto.product_id == product.id)
        )
        db.session.add(ProductPhoto(product_id=product.id, file_hash=name, position=(first or 0) - 1, added_at=now))
        product.version += 1
        record_act(by, now, "add-photo", "product", product.code, after={"photo": name})
        db.session.flush()
    return name


def redrawn(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as WebP, upright, without any metadata, and its size in pixels.

    Raises BadInput `photo-too-large` beyond 5 MB or 25 Mpx and `photo-unreadable` for anything that is
    not a whole JPEG, PNG or WebP.
    """
    if len(data) > LARGEST:
        raise BadInput("photo-too-large", "Ảnh lớn hơn 5 MB.", field="photo")
    with taken(data) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=80, method=4)
    return out.getvalue(), upright.size


@contextmanager
def taken(data: bytes, *, side: int | None = None, mode: str | None = None) -> Iterator[Image.Image]:
    """Lend a picture of at most 25 Mpx; its size is known before any of its pixels is.

    With a `side` and a mode, a JPEG may come smaller, yet no side shorter than that, and in that mode: it is
    then never drawn in full. Raises BadInput `photo-too-large`, and `photo-unreadable` also for faults inside.
    """
    if data.count(_SCAN_OF_JPEG) > _MOST_SCANS:
        raise BadInput("photo-unreadable", "Ảnh phải là JPEG, PNG hoặc WebP nguyên vẹn.", field="photo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadInput("photo-too-large", "Ảnh lớn hơn 25 triệu điểm ảnh.", field="photo")
                if side:
                    picture.draft(mode, (side, side))
                picture.load()
                yield picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as fault:
        raise BadInput("photo-too-large", "Ảnh lớn hơn 25 triệu điểm ảnh.", field="photo") from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise BadInput("photo-unreadable", "Ảnh phải là JPEG, PNG hoặc WebP nguyên vẹn.", field="photo") from fault


def photo_count(product_id: str) -> int:
    """Return how many photographs a product has."""
    query = select(func.count()).select_from(ProductPhoto).where(ProductPhoto.product_id == product_id)
    return db.session.scalar(query) or 0


def photos_of(product_id: str) -> list[str]:
    """Return the hashes of a product's photographs, the first to show first."""
    query = select(ProductPhoto.file_hash).where(ProductPhoto.product_id == product_id)
    return list(db.session.scalars(query.order_by(ProductPhoto.position, ProductPhoto.added_at)))


def remove_photo(by: Actor, now: datetime, product: Product, name: str) -> None:
    """Take a photograph off a product; the content stays for whatever else points at it."""
    photo = db.session.get(ProductPhoto, (product.id, name[:64]))
    if photo is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    db.session.delete(photo)
    product.version += 1
    record_act(by, now, "remove-photo", "product", product.code, before={"photo": name})
    db.session.flush()


def photo_file(name: str, folder: Path) -> tuple[Path, str]:
    """Return the path and media type of a photograph that some published product shows.

    Raises NotFound `file-unknown`, also for files that are no product's photograph.
    """
    query = (
        select(File.hash)
        .join(ProductPhoto, ProductPhoto.file_hash == File.hash)
        .join(Product, Product.id == ProductPhoto.product_id)
        .where(File.hash == name[:64], Product.state != "draft")
    )
    if db.session.scalar(query.limit(1)) is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    return find_file(name, folder)


def own_photo_file(product: Product, name: str, folder: Path) -> tuple[Path, str]:
    """Return the path and media type of one of a product's photographs, whoever may see the product.

    Raises NotFound `file-unknown`.
    """
    if db.session.get(ProductPhoto, (product.id, name[:64])) is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    return find_file(name, folder)


def small_photo(name: str, folder: Path) -> Path:
    """Return a photograph of a published product as a phone on 3G wants it, drawn when first asked for.

    At most 640 px wide and 12 kB; kept beside the store. Raises NotFound `file-unknown`.
    """
    path, _ = photo_file(name, folder)
    small = folder / "small" / f"{path.name}.webp"
    if not small.exists():
        small.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=small.parent, delete=False) as file:
            file.write(_shrunk(path))
        Path(file.name).replace(small)
    return small


def _shrunk(path: Path) -> bytes:
    with Image.open(path, formats=FORMATS) as picture:
        drawn = picture.convert("RGB")
    drawn.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    for quality in (72, 60, 48, 36, 24, 12):
        out = io.BytesIO()
        drawn.save(out, "WEBP", quality=quality, method=5)
        if out.tell() <= _SMALL_BYTES:
            break
    return out.getvalue()

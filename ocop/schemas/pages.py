"""Pages of lists: what is asked for and what comes back, the same for every list."""

from ocop.schemas.fields import Asked, Number, Text
from ocop.schemas.shapes import Query, Shape, several

#: Things on a page where the asker does not say, and the most that may be asked for.
USUAL_LIMIT, LARGEST_LIMIT = 50, 200


class PageQuery(Query):
    """Which page of a list."""

    limit = Number(
        1, LARGEST_LIMIT, load_default=USUAL_LIMIT, metadata={"description": "Số mục trên một trang.", "example": 50}
    )
    cursor = Asked(2000, metadata={"description": "Giá trị `next` của trang trước."})


def page_of(shape: type[Shape]) -> type[Shape]:
    """Return the shape of a page of things: the things, and the cursor to go on with or null at the end."""
    noun = shape.__name__.removesuffix("Out")
    fields = {
        "items": several(shape, required=True),
        "next": Text(
            1000, required=True, allow_none=True, metadata={"description": "Con trỏ trang sau, null ở cuối."}
        ),
    }
    return type(f"{noun}Page", (Shape,), {"__doc__": f"A page of {noun.lower()}s.", **fields})

"""Pages for everybody."""

from ocop.pages.public import home, media, products, scans, statistics, subjects

ROOMS = (home, products, scans, subjects, statistics, media)

"""Pages for everybody."""

from ocop.pages.public import home, media, print_shops, products, scans, statistics, subjects

ROOMS = (home, products, scans, subjects, statistics, media, print_shops)

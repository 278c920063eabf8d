"""Pages for everybody."""

from ocop.pages.public import home, look_ups, media, print_shops, products, rubrics, scans, statistics, subjects

ROOMS = (home, products, scans, look_ups, subjects, statistics, rubrics, media, print_shops)

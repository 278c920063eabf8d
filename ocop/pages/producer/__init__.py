"""The room of a producer, by noun."""

from ocop.pages.producer import home, labels, lots, photos, products, subjects

ROOMS = (home, subjects, products, photos, lots, labels)

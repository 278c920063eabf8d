"""The room of an office, by noun."""

from ocop.pages.office import decisions, home, products, slips, subjects, users

ROOMS = (home, subjects, products, decisions, slips, users)

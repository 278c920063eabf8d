"""The office's room."""

from ocop.pages.office import decisions, home, products, slips, subjects, users

ROOMS = (home, subjects, slips, products, decisions, users)

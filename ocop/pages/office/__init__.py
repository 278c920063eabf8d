"""The room of an office, by noun."""

from ocop.pages.office import certificates, decisions, expiries, home, products, slips, subjects, users

ROOMS = (home, subjects, products, decisions, certificates, expiries, slips, users)

"""The terminal's edge."""

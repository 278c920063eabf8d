"""The OCOP registry: products, stars, certificates, labels, scans and statistics."""

__version__ = "0.1.0"

"""Nhắc Việc: the office assistant of a Youth Union bloc."""

__version__ = "0.1.0"

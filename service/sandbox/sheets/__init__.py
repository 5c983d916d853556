"""Sheets v4: spreadsheets in memory and on disk, and the methods over them."""

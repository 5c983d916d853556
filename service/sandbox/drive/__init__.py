"""The Drive v3 methods that spreadsheet clients use, and the old v2 upload gspread imports CSV with."""

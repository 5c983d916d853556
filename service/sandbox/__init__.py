"""A local Google: Sheets v4, the Drive v3 calls that Sheets clients use, Gmail v1 and OAuth, on loopback.

It imports nothing of the rest of the service; see ``docs/sandbox.md``.
"""

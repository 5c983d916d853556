"""The outside world behind the ports of the core: Google, the database, files people attach."""

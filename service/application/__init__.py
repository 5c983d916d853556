"""Use cases: one short file each. They join ports and rules and own the order of steps."""

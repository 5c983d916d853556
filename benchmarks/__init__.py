"""What things cost, beside their floor and beside a plain script of the usual kind: ``python -m benchmarks``."""

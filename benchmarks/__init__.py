"""Measurements of the gateway. Each script writes its table, its command and its machine into docs/benchmarks.md."""

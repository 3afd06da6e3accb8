"""Metrics, logs, health. Nothing personal in any of them."""

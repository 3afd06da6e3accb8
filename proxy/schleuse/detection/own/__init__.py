"""An authority's own patterns and lists: configured in YAML, the lists kept as keyed hashes.

For people: docs/detection-lists.md.
"""

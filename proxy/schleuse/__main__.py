"""``python -m schleuse``."""

from schleuse.cli import main

main()

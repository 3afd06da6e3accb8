"""Training of the embedded German model, ``models/de_schleuse``: reproducible, on one CPU core (models/README.md)."""

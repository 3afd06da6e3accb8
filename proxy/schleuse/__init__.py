"""KI-Schleuse: a gateway that keeps personal and confidential data out of public AI systems."""

__version__ = "0.1.0"

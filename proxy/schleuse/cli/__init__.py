"""The command ``schleuse``, one command a file."""

"""The German recognizers, one kind of identifier a file."""

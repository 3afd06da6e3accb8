"""Files: what text is in them, where it stands, and what could not be read (docs/adr/0003-files.md)."""

"""Which personal or confidential data is in these texts? The only room that knows Presidio and spaCy."""

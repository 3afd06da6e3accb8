"""How well detection does: recall, precision, leaks and false alarms on a corpus, false alarms in prose."""

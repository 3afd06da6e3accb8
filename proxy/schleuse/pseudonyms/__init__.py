"""Which placeholder stands for which value, for how long? Never written to log or audit."""

"""What may be remembered, and for how long? The only room that knows SQLAlchemy."""

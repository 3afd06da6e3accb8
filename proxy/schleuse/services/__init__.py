"""Which AI service and surface is this, where does text lie in it, how does a refusal look in its format?"""

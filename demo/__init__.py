"""The stand-in for the vendors' servers and the demonstration that sends real prompts through the gateway."""

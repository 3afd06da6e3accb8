"""How is a body decoded, walked, rewritten and re-encoded? Bounded in size, depth and time."""

"""Block, warn, pseudonymise, observe, allow: and put the values back in the answer."""

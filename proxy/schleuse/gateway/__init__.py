"""How does traffic come in and go out, and does it fail closed? The only room that knows mitmproxy."""

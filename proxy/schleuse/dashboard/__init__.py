"""What people see: the only room that knows Starlette and Jinja."""

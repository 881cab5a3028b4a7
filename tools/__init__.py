"""Tools of the project that are no part of the running program: set-up, vendoring, checks."""

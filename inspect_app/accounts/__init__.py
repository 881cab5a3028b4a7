"""People, their roles with two-level scope, sign-in, and the tablets registered to them.

Tables: people, role_grants, devices, recovery_keys, first_run_codes. Invariants: a grant without a region is for the whole
city, with one for that county alone; permissions follow from roles only (permissions.py); a token or code is kept as its
hash; the private half of a recovery key is never stored.
"""

"""Backups: one archive of everything that must be kept, made while the program runs, and the way back from it.

Table: backups. Invariants: an archive is called done only after it was read back and every hash and count in it was
right; one that was not finished has no name that could be taken for one; restoring writes into an empty installation
or not at all; keys never lie in clear beside the data. Does not: decide when a backup is due, or where copies go.
"""

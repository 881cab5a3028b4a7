"""The HTTP side of the tablet: its page and service worker, sync, uploads, and the SQL behind sync's ports.

Tables: sync_head, sync_device_sequences, sync_operations, sync_conflicts, sync_feed, uploads. Invariants: an
operation is applied once whatever is repeated; a feed number is handed out under a lock at the end of its
transaction, so a reader that remembers the last number misses nothing; no value of a conflict is thrown away;
an answer with a receipt is given only after the bytes or rows are on the disk.
"""

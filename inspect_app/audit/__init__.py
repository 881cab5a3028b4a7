"""Who did what, when: append-only rows, each carrying the hash of the one before.

Table: audit_events. Invariants: rows are never changed or deleted; `verify_chain` finds a changed, removed or
reordered one. Other capabilities call `service.record` only.
"""

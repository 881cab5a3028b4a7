"""Checklists: published versions of items drawn from the catalogue.

Owns: the tables checklists, checklist_versions, checklist_items, and which checklists are shipped (shipped.py).
Promises: a published version never changes, so that an inspection can name the version it was planned with for ever, and what
the tablet stored stays what the office shows.
Does not: edit; own checklists come later, as new versions.
"""

"""The first page of the office and the frame around all pages: what needs this person, and where one can go.

No tables. It reads from every capability and is imported by none. Invariant: what a role may not open is neither a menu entry
nor a row nor a number.
"""

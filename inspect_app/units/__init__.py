"""The organisation tree: regions, lead office, work groups, task forces, inspected units.

Tables: regions, units. Invariants: a unit's parent exists and the tree has no cycle; an inspected unit has a sector;
a closed unit keeps its row and its name in old letters.
"""

"""What every capability stands on: database, unit of work, clock, ids, refusals, files, jobs, working days.

Knows no capability and no page.
"""

"""A drive (专项整治): year, basis, phases, letterheads, number series, checklist versions in use.

Tables: campaigns, campaign_phases, letterheads, number_series, campaign_checklists. Invariants: a number series is keyed by
代字 and year, whatever the kind of letter; a letterhead names one or several issuing bodies.
"""

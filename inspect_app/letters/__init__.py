"""公文: drafted from findings, reviewed, issued, numbered without gaps, frozen, rendered and verifiable.

Owns letters, letter_findings, letter_remarks, letter_numbers. Invariants: an issued letter's `frozen` text never
changes and always renders to the same bytes; a number once given is never given again and never taken out of the
register; drafter, reviewer and issuer differ, and nobody who inspected issues.
"""

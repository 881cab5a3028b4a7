"""A problem seen (问题): fact, time, place, people, severity; born on the tablet, decided on by the office.

Table: findings. Invariants: item text, code and legal basis are frozen at birth as the checklist version had them;
removing hides and can be undone; people of a restricted item are shown only to those who may see them.
"""

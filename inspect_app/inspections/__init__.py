"""Trips (a team's outing) and inspections (one visit to one unit by one method), with their answers.

Tables: trips, trip_members, inspections, answers. Invariants: an inspection keeps the checklist version it was planned with;
after the lock nothing is edited, late words are added and marked; "not checked" needs a reason and differs from "none found".
"""

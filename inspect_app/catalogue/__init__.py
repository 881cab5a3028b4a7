"""The problem catalogue: areas and codes with wording, legal basis and how to check, by method.

Owns: the tables catalogue_areas and catalogue_items, and the shipped packs (packs/*.toml, written for an office person).
Promises: codes are stable identifiers and never reused; `service.install_shipped_packs` adds what is missing and changes
nothing that is there already, so wording that an office has made its own survives every start.
Does not: know checklists or inspections; they copy what they use.
"""

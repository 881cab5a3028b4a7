"""The sync engine: named operations in, one outcome each, changes out, bytes by resumable upload.

Owns the protocol and its rules (README.md is normative) and nothing of the web or the database: the standard
library and msgspec only. An application joins it through the protocols in `ports`.
"""

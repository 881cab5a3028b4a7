"""Photos as evidence: a working copy and an original, each with its hash from capture on.

Tables: evidence, evidence_files, custody_events. Invariants: bytes are linked only after hash, size and type were verified;
stored files are never changed; renditions (thumbnail, letter size) can be made again at any time; a hash proves possession only
for the person whose own tablet sent the bytes.
"""

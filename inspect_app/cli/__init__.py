"""The verbs of run.py, one file each: arguments, one call into the program, an answer that says what to do next.

Owns no tables. Promises: every answer is Chinese and ends with the next step; a refusal is a sentence and exit code
1, never a trace. `serve` keeps web and worker together (supervisor.py) and brings TLS to a local network
(lan_certificates.py). Does not: decide anything about the office's work.
"""

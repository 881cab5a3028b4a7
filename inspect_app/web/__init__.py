"""The page kit on the server: security headers, error pages, assets with a build id, filters, paging, sentences.

Knows no capability; the actor is whatever guards put into `g`.
"""

"""What helps running and showing the program: the example campaign, status and gallery pages.

Owns: the table demo_rows. Promises: the example campaign is built through the same services that people's pages call, is marked
示例数据 and goes away in one step. Does not: hold anything that the office's work depends on.
"""

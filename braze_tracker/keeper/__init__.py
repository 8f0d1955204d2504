"""The keeper: starts the tracker's processes, starts a dead one again, and stops them all. Stdlib only.

It knows commands, processes and lines of text, and nothing of what the processes do.
"""

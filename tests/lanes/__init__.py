"""The lanes of `make test`: the same tests beside the real servers that the tracker may run on.

Every server comes from a wheel, listens to this machine alone, and lives as long as its lane.
"""

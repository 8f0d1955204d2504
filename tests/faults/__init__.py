"""The fault suite: the real parts under load, one of them harmed at a random moment, and what became of every call.

`python -m tests.faults --rounds 20` tries every fault so often; `--only` names one. No part of the tracker is here.
"""

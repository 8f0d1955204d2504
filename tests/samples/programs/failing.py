"""Complains and ends badly."""

from __future__ import annotations

import sys

sys.stderr.write("one thing\nthe disk is full\n\n")
sys.exit(3)

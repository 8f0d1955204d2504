"""Journeys through the real processes, as an operator and a caller meet them."""

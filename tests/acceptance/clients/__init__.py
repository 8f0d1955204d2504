"""Braze clients that nobody here wrote, and the program that drives them."""

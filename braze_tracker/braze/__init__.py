"""Braze's REST API as a language: what a call is, what a reply means, what may be kept of it."""

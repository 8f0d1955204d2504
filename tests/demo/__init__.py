"""Tests of the demonstration's customer and past."""

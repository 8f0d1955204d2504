"""Errors of single endpoints, in the words of their own pages."""

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry

CONTENT_ERRORS: tuple[Entry, ...] = ()

"""Errors of the media library, content blocks, e-mail templates and translations.

https://www.braze.com/docs/api/endpoints/media_library and https://www.braze.com/docs/api/endpoints/templates
"""

from __future__ import annotations

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.outcomes import Retry, Sent

_OTHER_FILE = _("Choose or prepare another file, then upload it again.")


def _media(ident: str, explanation: str, resolve: str = _OTHER_FILE, retry: Retry = Retry.FIX_AND_RESEND) -> Entry:
    """Known by its error code, which stands in a refusal and in a success's list of files alike."""
    return Entry(
        code=f"media_{ident.replace('-', '_')}",
        name=ident.upper().replace("-", "_"),
        explanation=explanation,
        resolve=resolve,
        retry=retry,
        texts=(ident.replace("-", "_"),),
        ids=(ident,),
        family="media_library",
    )


_MEDIA: tuple[Entry, ...] = (
    _media("unsupported-file-type", _("The media library does not take files of this type.")),
    _media("asset-size-exceeds-limit", _("The file is larger than the media library allows.")),
    _media(
        "media-library-limit-reached",
        _("The media library is full."),
        _("Delete files you no longer need, then upload again."),
    ),
    _media(
        "asset-upload-failed", _("The upload failed at Braze."), _("Upload the file again in a while."), Retry.BACK_OFF
    ),
    _media(
        "invalid-asset-url",
        _("The file could not be fetched from its address."),
        _("Check that the address can be opened by anyone, then try again."),
    ),
    _media("asset-not-found", _("There is no such file in the media library."), _("Check the file's ID.")),
    _media("extension-mismatch", _("The new file does not have the same extension as the one it replaces.")),
    _media("corrupt-file", _("The file is damaged.")),
    _media("zip-upload-error", _("The ZIP file could not be unpacked.")),
    _media("zip-file-too-large", _("The ZIP file is larger than the media library allows.")),
    _media("zip-too-many-files", _("The ZIP file holds more files than the media library allows.")),
    Entry(
        code="media_generic_error",
        name="GENERIC_ERROR",
        status=500,
        explanation=_("The media library failed in a way Braze does not explain. The file may be there or not."),
        resolve=_("Look in the media library before you upload the file again."),
        sent=Sent.MAYBE,
        retry=Retry.CHECK_FIRST,
        texts=("generic_error",),
        ids=("generic-error",),
        family="media_library",
    ),
)

_BLOCKS_AND_TEMPLATES: tuple[Entry, ...] = (
    Entry(
        code="content_blank",
        name="Content cannot be blank",
        explanation=_("The content block has no content. Nothing was saved."),
        resolve=_("Give it content, then save it again."),
        texts=("content cannot be blank", "content can't be blank", "content is blank"),
        family="content_blocks",
    ),
    Entry(
        code="content_too_large",
        name="Content must be a string no greater than 50 kb",
        explanation=_("The content block is larger than 50 kB. Nothing was saved."),
        resolve=_("Shorten it or split it into several blocks, then save it again."),
        texts=("50 kb", "50kb"),
        family="content_blocks",
    ),
    Entry(
        code="content_block_name_taken",
        name="Content block with this name already exists",
        explanation=_("A content block of this name exists already. Nothing was saved."),
        resolve=_("Choose another name, or update the existing block."),
        texts=("name already exists", "with this name already", "already been taken"),
        family="content_blocks",
    ),
    Entry(
        code="tags_missing",
        name="All tags must exist",
        explanation=_("A tag is named that this workspace does not have. Nothing was saved."),
        resolve=_("Create the tag in the Braze dashboard first, then save again."),
        texts=("tags could not be found", "tags must exist", "tag does not exist", "tags do not exist"),
    ),
    Entry(
        code="invalid_offset",
        name="Invalid offset",
        explanation=_("The offset is not a whole number from 0."),
        resolve=_("Start with offset 0 and go on by the number of entries of each page."),
        texts=("offset must be", "invalid offset"),
    ),
    Entry(
        code="template_name_required",
        name="Template name is required",
        explanation=_("The e-mail template has no name. Nothing was saved."),
        resolve=_("Give it a template_name, then save it again."),
        texts=("template name is required", "template_name is required", "template_name must"),
        family="templates",
    ),
)

_TRANSLATIONS: tuple[Entry, ...] = (
    Entry(
        code="unknown_locale",
        name="The provided locale code does not exist",
        status=400,
        explanation=_("The message has no such locale. Nothing was changed."),
        resolve=_("Add the locale in Braze's multi-language settings, or use one of the message's own."),
        texts=(
            "locale code does not exist",
            "locale does not exist",
            "unknown locale",
            "locale not found",
            "invalid locale",
        ),
    ),
    Entry(
        code="translations_rate_limited",
        name="You have exceeded the maximum number of requests",
        status=429,
        explanation=_("Too many calls for translations were made in this minute. Nothing was done."),
        resolve=_("Wait until the limit is reset, then send the same request again."),
        retry=Retry.WAIT_UNTIL_RESET,
        texts=("exceeded the maximum number of requests",),
    ),
)

CONTENT_ERRORS: tuple[Entry, ...] = (*_MEDIA, *_BLOCKS_AND_TEMPLATES, *_TRANSLATIONS)

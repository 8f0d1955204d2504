"""Which names in Braze's requests and replies hold secrets, personal data or message texts. A table and its look-up.

https://www.braze.com/docs/api/objects_filters and the pages of the endpoints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from braze_tracker.braze.name_memory import NameMemory


class Rule(StrEnum):
    """What is done with the value under a name."""

    SECRET = "secret"  # noqa: S105 — a word of ours, not a password
    """Gone at every level, whatever it holds."""
    LINK = "link"
    """A link that may be signed: its query is gone at every level."""
    PERSONAL = "personal"
    """Every value in it is masked; names inside stay."""
    CLOSED = "closed"
    """Values in it are masked unless their own name is known to be safe."""
    MESSAGES = "messages"
    """Channels with their messages: in a request their texts are masked, in a reply they may be figures."""
    TEXT = "text"
    """A message text."""
    SAFE = "safe"
    """Kept wherever it stands."""


_NAMES: Mapping[Rule, str] = {
    Rule.SECRET: """
        api_key apikey app_group_id authorization proxy_authorization password passwd secret client_secret app_secret
        token tokens access_token refresh_token push_token push_tokens device_token credential credentials
        basic_auth_credential certificate certificate_password private_key rsa_private_key rsa_public_key rsa_key
        public_key signing_key service_account auth_key request_headers preference_center_url scim_token jwt cookie
        set_cookie
    """,
    Rule.LINK: "url download_url export_url signed_url",
    Rule.PERSONAL: """
        external_id external_ids external_user_id external_user_ids current_external_id new_external_id
        deprecated_external_id removed_ids invalid_user_ids braze_id braze_ids appboy_id appboy_ids user_id user_ids
        user_alias user_aliases aliases alias_name alias_label old_alias_name new_alias_name
        email emails_list email_address email_addresses phone phones phone_number phone_numbers
        first_name last_name full_name given_name family_name display_name user_name formatted department
        surname middle_name nickname customer_id
        dob date_of_birth birthday gender home_city city street address postal_code zip country language
        address_line1 address_line2
        time_zone timezone locale current_location last_coordinates location latitude longitude ip ip_address
        device_id device_ids devices idfa idfv google_ad_id roku_ad_id windows_ad_id amazon_ad_id
        facebook twitter image_url attributes custom_attributes custom_events purchases_made properties
        trigger_properties context canvas_entry_properties event_properties content_state activity_attributes
        audience connected_audience filters filter
        value values parameter_values extra extras message_extras tag_values bcc cc reply_to from to headers
        attachments
    """,
    Rule.CLOSED: """
        recipients recipient user users emails sms phones_list aliases_to_identify emails_to_identify
        phone_numbers_to_identify merge_updates identifier_to_merge identifier_to_keep user_identifiers alias_updates
        external_id_renames subscribers metadata invalid_phone_numbers
    """,
    Rule.MESSAGES: "messages",
    Rule.TEXT: """
        alert body plaintext_body html_body amp_body subject preheader content template_body template_html
        message_text long_message summary_text caption
    """,
    Rule.SAFE: """
        campaign_id canvas_id segment_id send_id schedule_id dispatch_id external_send_id campaign_api_id
        message_variation_id app_id subscription_group_id subscription_state email_template_id content_block_id
        received_at enqueued_at executed_at sent_at created_at updated_at hard_bounced_at unsubscribed_at
        invalid_phone_number_detected_at invalid_detected_at status state type index input_array channel
        request_method prioritization broadcast
    """,
}

_SECRET_ENDINGS = (
    "password",
    "secret",
    "apikey",
    "privatekey",
    "credential",
    "credentials",
    "token",
    "tokens",
    "serviceaccount",
)
_PERSONAL_ENDINGS = (
    "email",
    "address",
    "phone",
    "phonenumber",
    "firstname",
    "lastname",
    "username",
    "externalid",
    "customerid",
    "deviceid",
    "zipcode",
    "postcode",
    "postalcode",
)


def _bare(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


_RULES: Mapping[str, Rule] = {_bare(name): rule for rule, names in _NAMES.items() for name in names.split()}

SCHEMA_WORDS = frozenset(word for names in _NAMES.values() for name in names.split() for word in (name, _bare(name)))
"""Words that Braze's own texts use: hiding them as values would make a text unreadable and protect nobody."""

FIELD_NAMES = frozenset(
    name
    for rule in (Rule.SECRET, Rule.PERSONAL, Rule.CLOSED, Rule.MESSAGES)
    for name in _NAMES[rule].split()
    if len(name) > 3
    and name
    not in ("user", "recipient", "value", "values", "from", "filter", "filters", "location", "headers", "messages")
)
"""Names by which a text that is no JSON betrays that it holds values to be hidden."""

API_KEY_NAMES = frozenset({"api_key", "apikey", "api-key", "app_group_id"})
"""The last is how clients from before 2018 call it."""


def _rule_of(name: str) -> Rule | None:
    bare = _bare(name.removesuffix("[]"))
    if rule := _RULES.get(bare):
        return rule
    if bare.endswith(_SECRET_ENDINGS):
        return Rule.SECRET
    return Rule.PERSONAL if bare.endswith(_PERSONAL_ENDINGS) else None


rule_of: Callable[[str], Rule | None] = NameMemory(_rule_of).__getitem__
"""The rule for a field, however it is spelled (``userName``, ``emails[]``)."""

_PARTS = re.compile(r"[\[\].]+")
_OUTWEIGHS = (Rule.SECRET, Rule.PERSONAL, Rule.CLOSED, Rule.MESSAGES, Rule.TEXT)


def _rule_of_pair(name: str) -> Rule | None:
    rules = [rule_of(part) for part in _PARTS.split(name) if part]
    if rules and rules[-1] is Rule.SAFE and not {Rule.SECRET, Rule.PERSONAL}.intersection(rules):
        return Rule.SAFE
    return next((rule for rule in _OUTWEIGHS if rule in rules), rules[-1] if rules else None)


rule_of_pair: Callable[[str], Rule | None] = NameMemory(_rule_of_pair).__getitem__
"""The same for a parameter or a form field, which may be a path: ``recipients[0][trigger_properties][size]``."""

"""What a customer built in the sandbox's dashboard: campaigns with their variations, and canvases.

Ids are fixed, so that a process and its tests name the same campaigns without talking to each other."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import cached_property, lru_cache

_SPACE = uuid.UUID("6f1d7c52-0c4e-4b0f-9d0e-5a7b2f0c9e11")

# A request names a channel otherwise than the figures do (https://www.braze.com/docs/api/endpoints/messaging/).
REQUEST_KEYS = {
    "ios_push": "apple_push",
    "android_push": "android_push",
    "web_push": "web_push",
    "email": "email",
    "sms": "sms",
    "webhook": "webhook",
    "content_cards": "content_card",
    "whats_app": "whats_app",
    "trigger_in_app_message": "slideup",
}


def stable_id(*names: str) -> str:
    """A UUID that is the same in every process."""
    return str(uuid.uuid5(_SPACE, "/".join(names)))


@lru_cache(maxsize=65_536)
def draw(*names: str) -> int:
    """A large number that looks random and is the same in every process."""
    return int.from_bytes(hashlib.blake2b("/".join(names).encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Variation:
    id: str
    name: str
    channel: str
    control: bool = False


@dataclass(frozen=True)
class Campaign:
    """`kind` is "api" (messages/send), "triggered" (campaigns/trigger/send) or "transactional"."""

    id: str
    name: str
    kind: str
    channels: tuple[str, ...]
    audience: int
    archived: bool = False

    @cached_property
    def variations(self) -> tuple[Variation, ...]:
        """Two variations a channel, then one control group for the campaign."""
        letters = [(channel, letter) for channel in self.channels for letter in "AB"]
        real = tuple(Variation(stable_id(self.id, c, x), f"Variation {x}", c) for c, x in letters)
        control = Variation(stable_id(self.id, "control"), "Control Group", self.channels[0], control=True)
        return (*real, control)

    def variation(self, channel: str) -> Variation:
        """The first variation of a channel; KeyError names the channels that the campaign has."""
        for variation in self.variations:
            if variation.channel == channel and not variation.control:
                return variation
        raise KeyError(f"{self.name} has no {channel}; it has {', '.join(self.channels)}.")


@dataclass(frozen=True)
class Canvas:
    id: str
    name: str
    status: str = "live"


def _campaign(name: str, kind: str, channels: str, audience: int, archived: bool = False) -> Campaign:
    return Campaign(stable_id("campaign", name), name, kind, tuple(channels.split()), audience, archived)


CAMPAIGNS: tuple[Campaign, ...] = (
    _campaign("Weekly deals", "api", "ios_push android_push email", 48_000),
    _campaign("Price drop", "api", "ios_push android_push", 21_500),
    _campaign("Win-back", "api", "email sms", 12_800),
    _campaign("New collection", "triggered", "ios_push android_push email content_cards", 35_200),
    _campaign("Flash sale", "triggered", "ios_push android_push trigger_in_app_message", 64_000),
    _campaign("Order shipped", "triggered", "ios_push android_push email", 900),
    _campaign("Cart reminder", "triggered", "email ios_push", 1_400),
    _campaign("Delivery today", "triggered", "sms whats_app", 700),
    _campaign("Stock alert hook", "triggered", "webhook", 300),
    _campaign("Order confirmation", "transactional", "email", 500),
    _campaign("Summer 2024", "triggered", "email", 5_000, archived=True),
)

CANVASES: tuple[Canvas, ...] = (
    Canvas(stable_id("canvas", "Welcome series"), "Welcome series"),
    Canvas(stable_id("canvas", "Reorder journey"), "Reorder journey"),
    Canvas(stable_id("canvas", "Old onboarding"), "Old onboarding", "paused"),
    Canvas(stable_id("canvas", "Black Friday 2023"), "Black Friday 2023", "archived"),
)

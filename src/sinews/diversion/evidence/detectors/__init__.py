"""The kinds of evidence. To add one: a module here and a line in the tuple below."""

from sinews.core.registry import Registry
from sinews.diversion.evidence.detectors import (
    bypass,
    lead,
    mirror,
    onward,
    peers,
    room,
    stayed,
    substitution,
    timing,
    volume,
)
from sinews.diversion.evidence.detectors.detector import Detector

DETECTORS: Registry[Detector] = Registry(
    "detector",
    (
        volume.DETECTOR,
        room.DETECTOR,
        substitution.DETECTOR,
        timing.DETECTOR,
        lead.DETECTOR,
        peers.DETECTOR,
        mirror.DETECTOR,
        onward.DETECTOR,
        stayed.DETECTOR,
        bypass.DETECTOR,
    ),
)

__all__ = ["DETECTORS", "Detector"]

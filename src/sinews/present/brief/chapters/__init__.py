"""Registry of chapters, in the order of the brief. To add one: a module and one line here."""

from sinews.core.registry import Registry
from sinews.present.brief.chapter import Chapter
from sinews.present.brief.chapters import (
    campaign,
    claims,
    decision,
    diversion,
    front,
    losses,
    materiel,
    pledges,
    support,
)

CHAPTERS: Registry[Chapter] = Registry(
    "chapter",
    (
        support.CHAPTER,
        pledges.CHAPTER,
        front.CHAPTER,
        losses.CHAPTER,
        materiel.CHAPTER,
        diversion.CHAPTER,
        campaign.CHAPTER,
        decision.CHAPTER,
        claims.CHAPTER,
    ),
)

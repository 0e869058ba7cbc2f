"""All readers. To add one: write its module here and list its READER below."""

from sinews.core.registry import Registry
from sinews.data.read.reader import Reader
from sinews.data.sources import world_bank
from sinews.data.sources.kiel import (
    activities,
    country_summary,
    disbursements,
    donor_months,
    eu_shares,
    month_totals,
    population,
    release_info,
    sourcing,
    weapons,
    workbook,
)
from sinews.data.sources.losses import (
    confirmed,
    equipment,
    personnel,
    revisions,
)
from sinews.data.sources.register import facts, timeline, wars
from sinews.data.sources.trade import (
    ban_dates,
    comext_bulk,
    comext_sdmx,
    comext_tidy,
    comtrade,
    comtrade_availability,
    databrowser,
    easy_comext,
    goods_lists,
    national_imports,
)

READERS: Registry[Reader] = Registry(
    "reader",
    (
        release_info.READER,
        donor_months.READER,
        month_totals.READER,
        sourcing.READER,
        weapons.READER,
        eu_shares.READER,
        activities.READER,
        disbursements.READER,
        population.READER,
        country_summary.READER,
        workbook.READER,
        equipment.READER,
        personnel.READER,
        revisions.READER,
        confirmed.READER,
        facts.READER,
        timeline.READER,
        wars.READER,
        ban_dates.READER,
        comext_tidy.GOODS_READER,
        comext_tidy.TOTALS_READER,
        databrowser.READER,
        comext_sdmx.READER,
        easy_comext.READER,
        comext_bulk.READER,
        comtrade.READER,
        comtrade_availability.READER,
        national_imports.READER,
        goods_lists.READER,
        world_bank.READER,
    ),
)

"""All readers. To add one: write its module here and list its READER below."""

from sinews.core.registry import Registry
from sinews.data.read.reader import Reader
from sinews.data.sources import world_bank
from sinews.data.sources.front import (
    deaths,
    estimates,
    ground,
    photographed,
    points,
    reserves,
    strikes,
)
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
    daily,
)
from sinews.data.sources.register import facts, timeline, wars
from sinews.data.sources.trade.comtrade import answers, availability, car_extracts
from sinews.data.sources.trade.eurostat import (
    comext_bulk,
    comext_sdmx,
    comext_tidy,
    databrowser,
    easy_comext,
)
from sinews.data.sources.trade.goods import (
    ban_dates,
    correlations,
    export_bans,
    goods_lists,
)
from sinews.data.sources.trade.national import (
    armenia_monthly,
    imports_by_origin,
    yearly_by_partner,
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
        daily.EQUIPMENT_READER,
        daily.PERSONNEL_READER,
        daily.REVISIONS_READER,
        confirmed.READER,
        confirmed.TYPES_READER,
        ground.READER,
        strikes.READER,
        deaths.WEEKLY_READER,
        deaths.NAMED_READER,
        photographed.READER,
        reserves.READER,
        estimates.READER,
        points.READER,
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
        answers.READER,
        availability.READER,
        imports_by_origin.READER,
        goods_lists.READER,
        export_bans.READER,
        correlations.CN_READER,
        correlations.HS_READER,
        armenia_monthly.READER,
        yearly_by_partner.PARTNERS_READER,
        yearly_by_partner.GOODS_READER,
        yearly_by_partner.CHAPTERS_READER,
        car_extracts.READER,
        world_bank.READER,
    ),
)

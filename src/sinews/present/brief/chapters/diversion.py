"""Chapter: banned goods through third countries."""

from sinews.diversion.corridors.ranking import (
    add_calm,
    list_corridors,
    split_corridors,
    war_corridors,
    war_flows,
)
from sinews.diversion.published.claim import DEFINITIONS, war_window
from sinews.diversion.published.wider import GHOSTS, Anchor, read_anchors
from sinews.diversion.totals.books import list_routes
from sinews.diversion.totals.permutation import find_standing
from sinews.present.brief.chapter import (
    Cell,
    Chapter,
    Finding,
    Grid,
    Passage,
    Picture,
    doublings,
)
from sinews.present.brief.study import Study
from sinews.present.text.prose import describe_goods
from sinews.present.text.words import Said

WAR, CALM = "mar_nov_2022", "mar_nov_2021"
CORRIDORS_SHOWN = 8


def say(study: Study) -> Said:
    """Return published shares of unseen routes, and the ranges of the screen over its inputs."""
    numbers = study.words.numbers
    shares = {r.fact: numbers.number(100 * r.share) for r in list_routes(study.evidence)}
    said = {"drones": shares["F370"], "cnc": shares["F368"], "tools": shares["F371"]}
    for name, id, digits in (
        ("flags", f"diversion.screen.flagged.{WAR}", 0),
        ("screened", f"diversion.excess.five.screened.{WAR}", 1),
    ):
        figure = study.figure(id)
        said |= {
            f"{name}_{end}": numbers.number(figure.value if at is None else at, digits)
            for end, at in (("least", figure.low), ("most", figure.high))
        }
    return said


def claim_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return one row a definition: growth with a bar, and whether the claim holds."""
    rows = []
    for id, _, _ in DEFINITIONS:
        figure = study.figure(f"diversion.claim.{id}.{WAR}")
        holds = figure.value > 5000
        rows.append(
            (
                Cell(text=study.words.say(f"tables.diversion_claim.goods.{id}")),
                Cell(text=f"[[{figure.id}|bare]]", amount=figure.value),
                Cell(
                    text=study.words.say(
                        f"tables.diversion_claim.verdict.{'yes' if holds else 'no'}"
                    ),
                    code="supported" if holds else "not_supported",
                ),
            )
        )
    return tuple(rows)


def say_claim(study: Study) -> Said:
    """Return growth for cars and for what the article names."""
    numbers = study.words.numbers
    return {
        id: numbers.number(study.figure(f"diversion.claim.{id}.{WAR}").value)
        for id in ("cars", "both")
    }


def corridor_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return the largest corridors with range, and the same change a year before."""
    window, numbers = war_window(study.evidence), study.words.numbers
    joined = war_flows(study.evidence)
    ranked = split_corridors(war_corridors(study.evidence).table)
    top = ranked["corridors"].head(CORRIDORS_SHOWN)
    rows = []
    for r in list_corridors(add_calm(top, joined.flows, window)):
        excess = numbers.number(r.excess_eur / 1e6)
        low, high = (numbers.number(v / 1e6) for v in (r.excess_low, r.excess_high))
        # A code without a past has no range of past changes.
        amount = excess if r.born else f"{excess} ({low}–{high})"
        change = "–" if r.calm_ratio is None else f"× {numbers.number(r.calm_ratio, 1)}"
        rows.append(
            (
                _corridor(study, r.reporter, r.partner, r.product),
                Cell(text=amount, amount=r.excess_eur),
                Cell(text=change),
                Cell(text=study.words.say(f"tables.diversion_corridors.caution.{r.caution}")),
            )
        )
    return tuple(rows)


def _corridor(study: Study, reporter: str, partner: str, product: str) -> Cell:
    """Return a corridor by the names of its countries and goods, with the code of the goods."""
    words, goods = study.words, f"tables.diversion_corridors.goods.h{product[:4]}"
    name, own = (words.say(goods), True) if words.has(goods) else describe_goods(words, product)
    here = words.donor(reporter, reporter)
    there = words.say(f"charts.diversion_placebo.label.{partner}")
    return Cell(text=f"{here} → {there}: {name}, {product}", foreign=not own)


def say_corridors(study: Study) -> Said:
    """Return the share of the 25 largest corridors."""
    share = study.figure(f"diversion.corridors.top25_share.{WAR}").value
    return {"share": study.words.numbers.number(share)}


def anchor_rows(study: Study) -> tuple[tuple[Cell, ...], ...]:
    """Return published results with ours beside them."""
    numbers = study.words.numbers
    rows = []
    for a in read_anchors():
        digits = 2 if a.unit == "log" else 0
        rows.append(
            (
                Cell(text=study.words.say(f"tables.diversion_anchors.what.{a.id}")),
                Cell(text=numbers.number(a.value, digits)),
                Cell(text=_our_anchor(study, a)),
                Cell(text=a.source, foreign=True),
            )
        )
    return tuple(rows)


def say_anchors(study: Study) -> Said:
    """Return the range of what never arrived."""
    low, high = sorted(
        study.figure(f"diversion.ghosts.three.{b}.y2022_2023").value for b, _ in GHOSTS
    )
    numbers = study.words.numbers
    return {"low": numbers.number(low), "high": numbers.number(high)}


def _our_anchor(study: Study, anchor: Anchor) -> str:
    numbers = study.words.numbers
    if anchor.id == "cepr_ghosts":
        return "{low}–{high}".format(**say_anchors(study))
    if anchor.unit == "log":
        return numbers.number(find_standing(study.evidence, anchor.partner).beyond_median_log, 2)
    return numbers.number(study.figure(f"diversion.onward.{anchor.partner.lower()}.y2022").value)


def findings(study: Study) -> tuple[Finding, ...]:
    """Return the flags of the growth rule in peace, and what never arrived in Kyrgyzstan."""
    war, calm = (study.figure(f"diversion.rule.all.{w}").value for w in (WAR, CALM))
    seen = study.figure("diversion.mirror.de.kg.y2022").value
    before = study.figure("diversion.mirror.de.kg.y2021").value
    numbers = study.words.numbers
    return (
        Finding(
            id="diversion_rule",
            figure=f"diversion.rule.all.{CALM}",
            size=calm / war,
            said={"war": numbers.number(war), "calm": numbers.number(calm)},
        ),
        Finding(
            id="diversion_arrivals",
            figure="diversion.mirror.de.kg.y2022",
            size=doublings(seen, before),
            said={
                "before": numbers.number(before, 2),
                "seen": numbers.number(seen, 2),
                "missing": numbers.number(100 * (1 - seen)),
                "gap": "some" if seen < 1 else "none",
            },
        ),
    )


CHAPTER = Chapter(
    id="diversion",
    page="circumvention",
    dated="trade_sanctioned_hs6_monthly",
    needs=(
        "trade_sanctioned_hs6_monthly",
        "trade_sanctioned_cn8_windows",
        "trade_totals_monthly",
        "trade_mirror_yearly",
        "trade_armenia_monthly",
        "trade_national_yearly",
        "trade_cars_monthly",
        "eu_exports_yearly_all_partners",
        "eu_export_bans",
        "cn8_correlation",
        "facts",
    ),
    blocks=(
        Passage(text="opening", side="counted"),
        Passage(text="wider"),
        Picture(chart="diversion_totals"),
        Picture(chart="diversion_arrivals"),
        Picture(chart="diversion_cars"),
        Grid(
            id="diversion_anchors",
            grade="counted",
            sources=(
                "eu_exports_yearly_all_partners",
                "trade_national_yearly",
                "trade_armenia_monthly",
            ),
            columns=(
                ("what", "head"),
                ("published", "number"),
                ("ours", "number"),
                ("source", "text"),
            ),
            rows=anchor_rows,
            say=say_anchors,
            command="sinews diversion totals",
            wide=True,
        ),
        Passage(text="products"),
        Picture(chart="diversion_flows"),
        Passage(text="placebo"),
        Picture(chart="diversion_placebo"),
        Grid(
            id="diversion_claim",
            grade="counted",
            sources=("trade_sanctioned_cn8_windows", "trade_totals_monthly"),
            columns=(("goods", "head"), ("change", "bar"), ("verdict", "verdict")),
            rows=claim_rows,
            say=say_claim,
            command="sinews diversion claim",
        ),
        Passage(text="how_much", side="how_much_side"),
        Picture(chart="diversion_shares"),
        Grid(
            id="diversion_corridors",
            grade="estimated",
            sources=("trade_sanctioned_cn8_windows",),
            columns=(
                ("corridor", "head"),
                ("excess", "bar"),
                ("calm", "number"),
                ("caution", "text"),
            ),
            rows=corridor_rows,
            say=say_corridors,
            command="sinews diversion corridors",
            wide=True,
        ),
        Passage(text="measure", side="measure_side"),
    ),
    say=say,
    findings=findings,
    limits=("limit_routes", "limit_controls", "limit_bypass"),
)

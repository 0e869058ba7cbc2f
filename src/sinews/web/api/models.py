"""Records that the API answers with, as its description states them."""

from pydantic import BaseModel


class FigureView(BaseModel):
    """One published number."""

    id: str
    label: str
    value: float
    low: float | None
    high: float | None
    unit: str
    grade: str
    said_by: str | None
    as_of: str
    sources: list[str]
    method: str
    tested: str
    interval_note: str


class FigureList(BaseModel):
    """Figures whose ids start alike, with their number in all."""

    total: int
    offset: int
    figures: list[FigureView]


class ChainView(BaseModel):
    """A figure with everything behind it."""

    figure: FigureView
    method: str
    rows: str
    releases: list[dict[str, object]]
    facts: list[dict[str, object]]
    cautions: list[str]
    inputs: list["ChainView"]


class FigureWhole(ChainView):
    """A figure with its whole chain and the command that prints it."""

    command: str


class ColumnView(BaseModel):
    """One column of a table."""

    name: str
    kind: str
    unit: str
    description: str
    required: bool


class TableView(BaseModel):
    """What a table holds and where it comes from."""

    id: str
    description: str
    key: list[str]
    columns: list[ColumnView]
    rows: int
    sha256: str
    releases: list[dict[str, object]]
    cautions: list[str]


class TableList(BaseModel):
    """All tables."""

    tables: list[TableView]


class TablePage(BaseModel):
    """Rows of a table with its description."""

    table: TableView
    offset: int
    rows: list[dict[str, object]]


class ChartView(BaseModel):
    """The sentences of a chart, its origin and its files."""

    id: str
    title: str
    subtitle: str
    note: str
    alt: str
    grade: str
    said_by: str | None
    source: str
    cautions: list[str]
    command: str
    columns: list[str]
    rows: int
    links: dict[str, str]
    link: str
    cite: str
    bibtex: str
    card: str
    embed: str


class ChartWhole(ChartView):
    """A chart with the rows it is drawn from."""

    data: list[dict[str, object]]


class ChartEntry(BaseModel):
    """One line of the list of charts."""

    id: str
    grade: str
    links: dict[str, str]


class ChartList(BaseModel):
    """All charts."""

    charts: list[ChartEntry]


class ClaimView(BaseModel):
    """One statement of the article, with its tests and verdict."""

    id: str
    number: int
    section: str
    kind: str
    statement: str
    computed: bool
    verdict: str
    why: str
    then: str
    since: str
    facts: list[str]
    decided_by: list[str]
    readings: list[dict[str, object]]


class ClaimList(BaseModel):
    """All claims."""

    claims: list[ClaimView]


class LeverView(BaseModel):
    """One thing that partners can set."""

    id: str
    label: str
    unit: str
    channel: str
    neutral: float
    low: float
    high: float


class LeverList(BaseModel):
    """All levers."""

    levers: list[LeverView]


class HypothesisView(BaseModel):
    """One theory of how the war may end."""

    id: str
    label: str
    statement: str
    proponents: list[str]
    references: list[str]
    against: list[dict[str, object]]


class HypothesisList(BaseModel):
    """All theories."""

    hypotheses: list[HypothesisView]


class StrategyView(BaseModel):
    """A shipped strategy in the form that a run takes."""

    id: str
    label: str
    rationale: str
    proponents: list[str]
    sources: list[str]
    settings: dict[str, list[dict[str, object]]]


class StrategyList(BaseModel):
    """All shipped strategies."""

    strategies: list[StrategyView]


class RunView(BaseModel):
    """A run: how far it is, what was asked, and where its results are."""

    id: str
    state: str
    done: int
    total: int
    problem: str
    sha256: str
    sha256_before: str
    command: str
    toml: str
    body: dict[str, object]
    manifest: dict[str, object]
    links: dict[str, str]
    results: dict[str, object] | None = None


class RunEntry(BaseModel):
    """One line of the list of runs."""

    id: str
    state: str
    links: dict[str, str]


class RunList(BaseModel):
    """The runs that the server remembers, newest first."""

    runs: list[RunEntry]

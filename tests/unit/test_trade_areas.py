"""Labels of partners: countries, sums of countries, and goods without a country."""

import pytest

from sinews.core.places import countries, find_area, find_comtrade_area
from sinews.errors import UnknownNameError


@pytest.mark.parametrize(
    ("label", "id", "kind"),
    [
        ("Germany (incl. German Democratic Republic 'DD' from 1991)", "DE", "country"),
        ("Biélorussie (Belarus)", "BY", "country"),
        ("Sudan (incl. South Sudan 'SS' -> 2012)", "SD", "country"),
        ("Côte d’Ivoire (Ivory Coast)", "CI", "country"),
        ("Словакия", "SK", "country"),
        ("EL", "GR", "country"),
        ("GR", "GR", "country"),
        ("GB", "GB", "country"),
        ("XK", "XK", "country"),
        ("EU27_2020", "EU27", "aggregate"),
        ("Extra-UE27 (à partir de 2020)", "EU27_EXTRA", "aggregate"),
        ("Africa", "AFRICA", "aggregate"),
        ("Rest of the world", "REST_OF_WORLD", "aggregate"),
        ("Other countries", "OTHER", "residual"),
        ("QZ", "QZ", "undisclosed"),
        ("QS", "QS", "stores"),
        ("Melilla", "XL", "territory"),
    ],
)
def test_labels_are_resolved_to_id_and_kind(label, id, kind):
    area = find_area(label)
    assert (area.id, area.kind) == (id, kind)
    assert area.is_sum == (kind == "aggregate")


@pytest.mark.parametrize("label", ["", "Atlantis", "Guinea Papua", "EU28 or so", "12"])
def test_unknown_labels_are_refused(label):
    with pytest.raises(UnknownNameError):
        find_area(label)


def test_every_stores_and_secret_code_is_known_and_none_is_a_country():
    kinds = {f"Q{letter}": find_area(f"Q{letter}").kind for letter in "PQRSUVWXYZ"}
    assert set(kinds.values()) == {"residual", "stores", "undisclosed"}


@pytest.mark.parametrize(
    ("code", "id"),
    [(0, "WORLD"), (4, "AF"), (417, "KG"), (251, "FR"), (842, "US"), (699, "IN"), (757, "CH")],
)
def test_comtrade_codes_are_m49_but_for_known_exceptions(code, id):
    assert find_comtrade_area(code).id == id


def test_every_m49_code_resolves_to_its_country_but_monaco():
    wrong = {
        c.iso2
        for c in countries().values()
        if c.m49 and find_comtrade_area(int(c.m49)).id != c.iso2
    }
    assert wrong == {"MC"}  # Comtrade uses 492 for "Europe EU, nes" and counts Monaco with France


def test_an_unknown_comtrade_code_is_refused():
    with pytest.raises(UnknownNameError):
        find_comtrade_area(1)

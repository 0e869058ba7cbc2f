"""The list of donors agrees with the places and blocs that everything else uses."""

from sinews.core.places import EU27, EUROPE31, find_country
from sinews.data.sources.kiel.common import donor_groups, donor_labels, donor_names
from sinews.support.groups import GROUPS, list_members


def test_every_label_of_a_country_is_that_country():
    for label, donor in donor_labels().items():
        if donor != "eu_institutions":
            assert find_country(label) == donor, label


def test_groups_are_the_blocs():
    groups = donor_groups()
    assert {d for d, g in groups.items() if g == "eu27"} == EU27
    assert {d for d, g in groups.items() if g in ("eu27", "gb_no_ch_is")} == EUROPE31
    assert len(groups) == len(donor_names()) == 42


def test_every_group_is_a_union_of_base_groups(evidence):
    members = list_members(evidence.frame("donors"))
    assert set(members["europe31"][1]) == EUROPE31
    assert len(members["all"][1]) == 42
    assert set(members) >= {*GROUPS, "de", "us", "gb"}
    assert members["us"][1] == ("US",)

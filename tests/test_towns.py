from __future__ import annotations

import csv
import importlib.util
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.fitting import fit_margins
from sim.towns import (
    AGE_BANDS,
    EDUCATIONS,
    GROUPS,
    LOCAL_PARTIES,
    NATIONAL_PARTIES,
    Town,
    TownError,
    council_seats,
    find_town,
    group_columns,
    identifier,
    load_towns,
    national_means,
)

CHECKOUT = Path(__file__).resolve().parents[1]
DATA = CHECKOUT / "sim" / "data"


def test_there_are_98_towns_in_the_order_of_their_codes():
    towns = load_towns()
    codes = [town.code for town in towns]
    assert len(towns) == 98
    assert codes == sorted(set(codes))
    assert len({town.name for town in towns}) == 98
    assert {town.region.split()[0] for town in towns} == {"Region"}


def test_known_figures():
    vejle, copenhagen = find_town("vejle"), find_town(101)
    assert (vejle.code, vejle.adults, vejle.income) == (630, 90762, 260325)
    assert (copenhagen.title, copenhagen.adults, copenhagen.income) == ("København", 521518, 247849)
    assert sum(town.adults for town in load_towns()) == 4_666_575
    assert find_town("fanoe").turnout_2025 == 0.857
    assert find_town("vejle").turnout_2025 is None


def test_the_nation_is_as_published():
    means = national_means()
    # 272,000 of 5.82 million were 80 and over; 597,377 of 4,604,958 adults of known education had a long one
    adults, children = 4_666_575, 1_156_135
    assert means["age_80_plus"] * adults == pytest.approx(272_000, rel=1e-4)
    assert means["children"] == pytest.approx(children / adults, abs=1e-5)
    assert means["edu_long"] == pytest.approx(597_377 / 4_604_958, abs=2e-4)


@pytest.mark.parametrize("prefix", GROUPS)
def test_the_shares_of_a_group_sum_to_one(prefix):
    for town in load_towns():
        total = math.fsum(getattr(town, column) for column in group_columns(prefix))
        assert total == pytest.approx(1.0, abs=1e-9), town.name


def test_groups_are_whole():
    town = find_town("vejle")
    assert len(town.age_shares) == 8
    assert len(town.education_shares) == 5
    assert list(town.local_votes) == list(LOCAL_PARTIES)
    assert list(town.national_votes) == list(NATIONAL_PARTIES)
    assert town.local_votes["Ø"] == town.kv2017_Oe
    assert town.national_votes["Å"] == town.ft2019_Aa
    assert town.share_65_plus == pytest.approx(town.age_65_69 + town.age_70_79 + town.share_80_plus)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("vejle", "vejle"),
        ("VEJLE", "vejle"),
        ("Vejle Kommune", "vejle"),
        (630, "vejle"),
        ("630", "vejle"),
        ("København", "koebenhavn"),
        ("copenhagen", "koebenhavn"),
        ("Århus", "aarhus"),
        ("ærø", "aeroe"),
        ("Høje-Taastrup", "hoeje_taastrup"),
        ("hoeje taastrup", "hoeje_taastrup"),
        ("Ikast-Brande", "ikast_brande"),
    ],
)
def test_a_town_is_found_by_what_people_call_it(wanted, name):
    assert find_town(wanted).name == name


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [("vejl", "vejle"), ("kobenhavn", "koebenhavn"), ("aalborgg", "aalborg"), (631, "vejle")],
)
def test_an_unknown_town_names_the_nearest(wanted, nearest):
    with pytest.raises(TownError, match=str(wanted)) as caught:
        find_town(wanted)
    assert caught.value.nearest[0] == nearest
    assert nearest in str(caught.value)


def test_a_name_that_resembles_nothing_has_no_nearest():
    with pytest.raises(TownError, match="98 names") as caught:
        find_town("qqqqqqqq")
    assert caught.value.nearest == ()


@given(st.text())
def test_an_identifier_is_plain_and_stays(text):
    name = identifier(text)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert identifier(name) == name


def test_names_are_made_from_titles():
    assert all(town.name == identifier(town.title) for town in load_towns())


def test_councils_follow_the_law_and_the_national_total():
    seats = {town.name: council_seats(town) for town in load_towns()}
    assert seats.pop("koebenhavn") == 55
    assert all(9 <= number <= 31 and number % 2 == 1 for number in seats.values())
    assert all(council_seats(town) >= 19 for town in load_towns() if town.residents > 20_000)
    assert seats["laesoe"] == 9
    assert seats["vejle"] == seats["aarhus"] == 31
    assert sum(seats.values()) + 55 == pytest.approx(2436, rel=0.03)


def test_a_larger_town_never_has_a_smaller_council():
    towns = sorted((town for town in load_towns() if town.council_seats is None), key=lambda town: town.residents)
    seats = [council_seats(town) for town in towns]
    assert seats == sorted(seats)


def test_a_town_is_frozen_and_checked():
    town = find_town("vejle")
    with pytest.raises(ValidationError):
        town.adults = 3  # type: ignore[misc]
    with pytest.raises(ValidationError, match="edu_"):
        Town.model_validate(town.model_dump() | {"edu_long": town.edu_long + 0.02})
    with pytest.raises(ValidationError, match="tenants"):
        Town.model_validate(town.model_dump() | {"tenants": float("nan")})
    assert Town.model_validate(town.model_dump() | {"edu_long": town.edu_long + 0.005})


def test_every_column_says_what_it_is_and_whence():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for column, field in Town.model_json_schema()["properties"].items():
        assert field["description"]
        assert field["unit"]
        assert field["source"]
        row = f"| `{column}` | {field['description']} | {field['unit']} | {field['source']} |"
        assert row in readme, f"{column}: run scripts/derive_towns.py"


def test_importing_towns_is_light():
    command = "import sys, sim.towns; print(sorted({'pandas', 'numba', 'mesa', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def script():
    """The script that derives the tables."""
    spec = importlib.util.spec_from_file_location("derive_towns", CHECKOUT / "scripts" / "derive_towns.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_tables_are_what_the_raw_figures_give(script, raw_data, tmp_path):
    script.derive(raw_data, tmp_path)
    for file in ("towns.csv", "joint_age_education.csv", "README.md"):
        assert (tmp_path / file).read_bytes() == (DATA / file).read_bytes(), file


def test_rounded_shares_still_sum_to_one(script):
    assert script.round_shares([1, 1, 1], digits=2) == [0.34, 0.33, 0.33]
    assert script.round_shares([3, 1], digits=5) == [0.75, 0.25]


def test_without_raw_figures_the_script_says_what_is_missing(script, tmp_path):
    with pytest.raises(SystemExit, match=r"population_age.*missing"):
        script.derive(tmp_path, tmp_path)


def test_the_nations_profile_fitted_to_a_town_is_near_the_towns_own(script, raw_data):
    # how many adults sit in a wrong cell of age by education, against independent margins
    bands = [*AGE_BANDS[:6], "70_plus"]
    own = {town.code: np.zeros((7, 5)) for town in load_towns()}
    for row in script.rows(raw_data, "education_age_18plus_2020.csv"):
        if row["education"] != "unknown":
            band = bands.index(script.BAND_OF_GROUP[row["age"]])
            education = EDUCATIONS.index(script.EDUCATION_OF_LEVEL[row["education"]])
            own[int(row["code"])][band, education] += int(row["n"])
    with (DATA / "joint_age_education.csv").open(encoding="utf-8", newline="") as file:
        nation = [[float(row[education]) for education in EDUCATIONS] for row in csv.DictReader(file)]
    wrong, by_chance = [], []
    for town in load_towns():
        true = own[town.code] / own[town.code].sum()
        fitted = fit_margins(nation, town.age_shares, town.education_shares)
        fitted = np.vstack([fitted[:6], fitted[6:].sum(axis=0)])
        wrong.append(0.5 * np.abs(fitted - true).sum())
        by_chance.append(0.5 * np.abs(np.outer(fitted.sum(axis=1), fitted.sum(axis=0)) - true).sum())
    print(f"misplaced by age and education: {np.median(wrong):.3f}; independent: {np.median(by_chance):.3f}")
    assert np.median(wrong) < 0.05
    assert np.median(wrong) < np.median(by_chance) / 3
    assert (np.array(wrong) < by_chance).all()


def test_figures_agree_with_a_second_derivation(raw_data):
    # municipalities.csv holds a few shares that its makers computed on their own, of all residents and with
    # unknown educations left in
    with (raw_data / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        others = {int(row["code"]): row for row in csv.DictReader(file)}
    for town in load_towns():
        other = others[town.code]
        assert town.adults == int(other["pop18plus_2020"])
        assert town.residents == pytest.approx(int(other["pop_2020"]), rel=1e-4)
        old = (town.age_70_79 + town.age_80_plus) * town.adults / int(other["pop_2020"])
        assert old == pytest.approx(float(other["share_70plus_2020"]), abs=2e-4)
        ratio = town.edu_primary / town.edu_long
        share = float(other["share_primary_18plus_2020"]) / float(other["share_long_tertiary_18plus_2020"])
        assert ratio == pytest.approx(share, rel=3e-3)
        assert town.employed * town.adults == pytest.approx(int(other["employed_residents_2020"]), rel=1e-3)

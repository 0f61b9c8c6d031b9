from __future__ import annotations

from pathlib import Path

import pytest

from sim.own_towns import read_towns
from sim.towns import Town, TownError, find_town, load_towns, national_means

CHECKOUT = Path(__file__).resolve().parents[1]


def write(folder: Path, text: str, name: str = "mine.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_the_example_is_a_town():
    (town,) = read_towns(CHECKOUT / "configs" / "town" / "example.yaml")
    assert (town.name, town.title, town.adults, town.council_seats) == ("midtby", "Midtby", 34000, 25)
    assert town.edu_vocational == 0.40
    assert town.tenants == national_means()["tenants"]


def test_what_is_left_out_is_the_nations_mean(tmp_path):
    (town,) = read_towns(write(tmp_path, "name,adults\nlilleby,700\n"))
    means = national_means()
    assert all(getattr(town, column) == value for column, value in means.items())
    assert (town.code, town.title, town.region, town.turnout_2017) == (900, "lilleby", "", None)


def test_the_official_table_reads_as_the_official_towns():
    assert read_towns(CHECKOUT / "sim" / "data" / "towns.csv") == load_towns()


def test_csv_and_yaml_give_the_same_towns(tmp_path):
    table = write(tmp_path, "name,adults,title,children\na,100,Åby,0.3\nb,200,,\n")
    yaml = write(
        tmp_path,
        "- {name: a, adults: 100, title: Åby, children: 0.3}\n- name: b\n  adults: 200\n",
        "mine.yaml",
    )
    assert read_towns(table) == read_towns(yaml)
    assert [town.code for town in read_towns(table)] == [900, 901]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert read_towns(write(tmp_path, "name,adults\na,5\n", encoding="utf-8-sig"))[0].adults == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name;adults\na;5\n", ["';'", "0.25"]),
        ("name,adults,tenants\na,5,0,25\n", ["row 2", "decimal comma", "0.25"]),
        ('name,adults,tenants\na,5,"0,25"\n', ["row 2", "tenants", "'0,25'", "0 to 1", "0.25"]),
        ("name,adults,tenants\na,5,1.2\n", ["tenants", "1.2", "0 to 1"]),
        ("name,adults,tenants\na,5,43\n", ["tenants", "43", "0 to 1", "0.43"]),
        ("name,adults,tenants\na,5,nan\n", ["tenants", "nan", "0 to 1"]),
        ("name,adults\na,34.000\n", ["adults", "whole number", "34000"]),
        ("name,adults,tenants\na,5,0.3\n\nb,6,43 %\n", ["row 4", "0.43"]),
        ("name,adults,income\na,5,240.000\n", ["income", "240000"]),
        ("name,adults\na,0\n", ["adults", "'0'", "1 to 10,000,000"]),
        ("name,adults\nMin By,5\n", ["name", "Min By", "min_by"]),
        ("name,adults,tenant\na,5,0.4\n", ["tenant", "did you mean tenants"]),
        ("name\na\n", ["'adults' is needed"]),
        ("name,adults,edu_long\na,5,0.4\n", ["edu_*", "edu_primary is missing"]),
        (
            "name,adults,edu_primary,edu_upper_secondary,edu_vocational,edu_medium,edu_long\na,5,.2,.2,.2,.2,.1\n",
            ["edu_*", "0.900"],
        ),
        ("name,adults\na,5\na,6\n", ["'a' is given twice"]),
        ("name,adults,code\na,5,7\nb,6,7\n", ["code 7 is given twice"]),
        ("name,adults\n", ["holds no town"]),
        ("", ["holds no town"]),
    ],
)
def test_a_bad_table_is_explained(tmp_path, text, words):
    with pytest.raises(TownError) as caught:
        read_towns(write(tmp_path, text))
    message = str(caught.value)
    assert message.startswith("mine.csv")
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\nadults: 5\ntenants: 0,25\n", ["town 1", "tenants", "0.25"]),
        ("- name: a\n  adults: 5\n- name: b\n  adults: many\n", ["town 2", "adults", "many"]),
        ("name: a\nadults: 34.000\n", ["adults", "whole number", "34000"]),
        ("name: a\nadults: yes\n", ["adults", "True", "whole number"]),
        ("name: yes\nadults: 5\n", ["name", "True", "identifier"]),
        ("- 5\n", ["column: value"]),
        ("name: [\n", ["not valid YAML"]),
    ],
)
def test_a_bad_yaml_is_explained(tmp_path, text, words):
    with pytest.raises(TownError) as caught:
        read_towns(write(tmp_path, text, "mine.yaml"))
    for word in words:
        assert word in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(TownError, match=r"none\.csv"):
        read_towns(tmp_path / "none.csv")
    with pytest.raises(TownError, match="CSV UTF-8"):
        read_towns(write(tmp_path, "name,adults,title\na,5,Ærø\n", encoding="cp1252"))


def test_an_unknown_column_carries_its_nearest(tmp_path):
    with pytest.raises(TownError) as caught:
        read_towns(write(tmp_path, "name,adults,turnout2017\na,5,0.7\n"))
    assert caught.value.nearest == ("turnout_2017",)


def test_an_own_town_may_stand_for_an_official_one(tmp_path):
    vejle = find_town("vejle")
    (town,) = read_towns(write(tmp_path, f"name,adults,code\nvejle,{vejle.adults},630\n"))
    assert isinstance(town, Town)
    assert (town.code, town.adults) == (vejle.code, vejle.adults)

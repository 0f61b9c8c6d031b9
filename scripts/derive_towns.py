"""Derive the table of municipalities that the package carries from the open figures it rests on.

    python scripts/derive_towns.py DATA_FOLDER [--out FOLDER]

Writes `towns.csv` (98 rows of derived shares), `joint_age_education.csv` (the nation's age by education) and
a `README.md` with a source for every column. The files of the data folder are read, never copied. The same
input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.towns import AGE_BANDS, EDUCATIONS, LOCAL_PARTIES, NATIONAL_PARTIES, Town, group_columns, identifier

AGED_80_PLUS = 272_000
"""Residents aged 80 and over in 2020 (dst.dk); by municipality the source stops at '70+'."""

BAND_OF_GROUP = {
    "18-19": "18_24", "20-24": "18_24", "25-29": "25_34", "30-34": "25_34",
    "35-39": "35_44", "40-44": "35_44", "45-49": "45_54", "50-54": "45_54",
    "55-59": "55_64", "60-64": "55_64", "65-69": "65_69", "70+": "70_plus",
}  # fmt: skip
"""The table's bands, with all from 70 in one, of the source's age groups."""

CHILD_GROUPS = ("0-4", "5-9", "10-14", "15-17")
EDUCATION_OF_LEVEL = {
    "primary": "primary",
    "upper_sec_general": "upper_secondary",
    "upper_sec_vocational_gym": "upper_secondary",
    "vocational": "vocational",
    "short_tertiary": "medium",
    "medium_tertiary": "medium",
    "long_tertiary": "long",
}  # 'unknown' is left out, that is, shared out in proportion
KNOWN_SEATS = {101: 55}
"""Councils whose number of seats the sources name: København."""

Counts = dict[int, dict[str, float]]


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    """The rows of one file of the data folder."""
    path = folder / file
    if not path.is_file():
        sys.exit(f"{path} is missing; give the folder that holds the raw figures")
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def round_shares(parts: Iterable[float], digits: int = 5) -> list[float]:
    """Parts as shares of their sum, rounded so that they still sum to one (largest remainder)."""
    values = list(parts)
    unit = 10**digits
    exact = [value / sum(values) * unit for value in values]
    whole = [int(value) for value in exact]
    order = sorted(range(len(values)), key=lambda k: (whole[k] - exact[k], k))
    for k in order[: unit - sum(whole)]:
        whole[k] += 1
    return [count / unit for count in whole]


def split_70_plus(bands: dict[str, float], share_80_plus: float) -> list[float]:
    """Counts by `AGE_BANDS`, with the group '70+' split by the nation's share of it that is 80 and over."""
    old = bands["70_plus"]
    return [bands[b] for b in AGE_BANDS[:-2]] + [old * (1.0 - share_80_plus), old * share_80_plus]


def read_ages(folder: Path) -> tuple[Counts, dict[int, int]]:
    """Adults by age band (70+ in one) and number of children, by municipality."""
    adults: Counts = defaultdict(lambda: defaultdict(float))
    children: dict[int, int] = defaultdict(int)
    for row in rows(folder, "population_age_sex_citizenship_2020.csv"):
        if row["age"] in CHILD_GROUPS:
            children[int(row["code"])] += int(row["n"])
        else:
            adults[int(row["code"])][BAND_OF_GROUP[row["age"]]] += int(row["n"])
    return adults, children


def read_educations(folder: Path) -> tuple[Counts, dict[str, dict[str, float]]]:
    """Adults by education, by municipality; and for the nation by age band (70+ in one) and education."""
    by_town: Counts = defaultdict(lambda: defaultdict(float))
    joint: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows(folder, "education_age_18plus_2020.csv"):
        education = EDUCATION_OF_LEVEL.get(row["education"])
        if education is not None:
            by_town[int(row["code"])][education] += int(row["n"])
            joint[BAND_OF_GROUP[row["age"]]][education] += int(row["n"])
    return by_town, joint


def read_employed(folder: Path) -> dict[int, int]:
    """Residents in work (socioeconomic status 01 to 06), by municipality."""
    employed: dict[int, int] = defaultdict(int)
    for row in rows(folder, "socioeconomic_status_2020.csv"):
        if row["status_da"][:2] <= "06":
            employed[int(row["code"])] += int(row["n"])
    return employed


def read_turnouts(folder: Path) -> dict[int, dict[str, float]]:
    """Published turnouts as shares: year -> identifier -> share."""
    turnouts: dict[int, dict[str, float]] = {}
    for row in rows(folder, "facts.csv"):
        key = re.fullmatch(r"kv(\d{4})_turnout_extremes", row["key"])
        if key:
            found = re.findall(r"([A-ZÆØÅ][\w-]+) (\d+\.\d)", row["value"])
            turnouts[int(key[1])] = {identifier(name): round(float(percent) / 100, 4) for name, percent in found}
    return turnouts


def read_votes(folder: Path, file: str, parties: Sequence[str]) -> dict[int, list[float]]:
    """Shares of the votes for the parties, by municipality."""
    return {int(row["code"]): round_shares(float(row[party]) for party in parties) for row in rows(folder, file)}


def derive_towns(folder: Path) -> list[dict[str, object]]:
    """The 98 rows of `towns.csv`, in the order of the codes."""
    adults, children = read_ages(folder)
    educations, _ = read_educations(folder)
    employed = read_employed(folder)
    turnouts = read_turnouts(folder)
    local = read_votes(folder, "kv2017_votes_by_municipality.csv", LOCAL_PARTIES)
    national = read_votes(folder, "ft2019_votes_by_municipality.csv", NATIONAL_PARTIES)
    share_80_plus = AGED_80_PLUS / sum(bands["70_plus"] for bands in adults.values())
    table = []
    for source in sorted(rows(folder, "municipalities.csv"), key=lambda row: int(row["code"])):
        code, name = int(source["code"]), identifier(source["name"])
        people = round(sum(adults[code].values()))
        rented, owned = int(source["dwellings_tenant_2021"]), int(source["dwellings_owner_2021"])
        row: dict[str, object] = {
            "code": code,
            "name": name,
            "title": source["name"],
            "region": source["region"],
            "adults": people,
            "children": round(children[code] / people, 4),
            "income": int(source["disp_income_mean_dkk_2020"]),
            "employed": round(employed[code] / people, 4),
            "tenants": round(rented / (rented + owned), 4),
            "council_seats": KNOWN_SEATS.get(code, ""),
            "longitude": round(float(source["lon"]), 4),
            "latitude": round(float(source["lat"]), 4),
        }
        groups = {
            "age_": round_shares(split_70_plus(adults[code], share_80_plus)),
            "edu_": round_shares(educations[code][education] for education in EDUCATIONS),
            "kv2017_": local[code],
            "ft2019_": national[code],
        }
        for prefix, shares in groups.items():
            row.update(zip(group_columns(prefix), shares, strict=True))
        for year, known in turnouts.items():
            row[f"turnout_{year}"] = known.get(name, "")
        table.append(row)
    return table


def derive_joint(folder: Path) -> list[dict[str, object]]:
    """The nation's adults by age band and education, as shares of all: 8 rows that sum to one."""
    adults, _ = read_ages(folder)
    _, joint = read_educations(folder)
    share_80_plus = AGED_80_PLUS / sum(bands["70_plus"] for bands in adults.values())
    columns = [split_70_plus({band: joint[band][e] for band in joint}, share_80_plus) for e in EDUCATIONS]
    shares = iter(round_shares((column[k] for k in range(len(AGE_BANDS)) for column in columns), digits=6))
    return [{"age": band, **{education: next(shares) for education in EDUCATIONS}} for band in AGE_BANDS]


def column_table() -> str:
    """A table in Markdown of every column of `towns.csv`: its meaning, unit, source and year."""
    lines = ["| column | meaning | unit | source, year |", "|---|---|---|---|"]
    for column, field in Town.model_json_schema()["properties"].items():
        lines.append(f"| `{column}` | {field['description']} | {field['unit']} | {field['source']} |")
    return "\n".join(lines)


README = """# The figures that the package carries

Written by `python scripts/derive_towns.py DATA_FOLDER`; do not edit by hand. How each figure is derived, and
under what licence, is told in `docs/data.md`.

## towns.csv: one row a municipality, 98 rows

{columns}

The columns of a group (`age_*`, `edu_*`, `kv2017_*`, `ft2019_*`) are rounded to five decimals so that they
sum to 1.

## joint_age_education.csv: age by education for the whole country, 8 rows

| column | meaning | unit | source, year |
|---|---|---|---|
| `age` | age band in years, as in the columns `age_*` | text | {source} |
{joint}

All cells sum to 1. The two oldest bands have the same profile, because the source has one group '70+': it is
split in the ratio of the age table. The table is the seed that the synthetic population is fitted from; the
margins of each municipality are its own.
"""


def write_csv(path: Path, table: Sequence[dict[str, object]], columns: Iterable[str]) -> None:
    """Write rows with unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def derive(folder: Path, out: Path) -> None:
    """Write the three files into the folder `out`."""
    write_csv(out / "towns.csv", derive_towns(folder), Town.model_fields)
    write_csv(out / "joint_age_education.csv", derive_joint(folder), ["age", *EDUCATIONS])
    source = "Den Danske Valgdatabase (Statistics Denmark), education by age, 18 and over, 1 January 2020"
    joint = "\n".join(
        f"| `{e}` | with the education {e.replace('_', ' ')}, of all adults | share | {source} |" for e in EDUCATIONS
    )
    readme = README.format(columns=column_table(), joint=joint, source=source)
    (out / "README.md").write_text(readme, encoding="utf-8")


def main() -> None:
    """Read the arguments and derive."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder that holds the raw figures")
    default = Path(__file__).resolve().parents[1] / "sim" / "data"
    parser.add_argument("--out", type=Path, default=default, help="where to write (default: sim/data)")
    arguments = parser.parse_args()
    derive(arguments.folder, arguments.out)
    print(f"wrote towns.csv, joint_age_education.csv and README.md to {arguments.out}", file=sys.stderr)


if __name__ == "__main__":
    main()

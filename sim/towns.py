"""The 98 Danish municipalities as figures.

One row of `sim/data/towns.csv` is one `Town`. Every column is declared once, below, with its bounds, unit,
meaning, source and year; the check of a file, the words of an error and the table in `sim/data/README.md` all
come from there. Towns of one's own: `sim.own_towns`.
"""

from __future__ import annotations

import csv
import difflib
import functools
import math
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

AGE_BANDS = ("18_24", "25_34", "35_44", "45_54", "55_64", "65_69", "70_79", "80_plus")
"""Age bands of adults, in years; the columns `age_<band>`."""

AGE_STARTS = (18, 25, 35, 45, 55, 65, 70, 80)
"""First year of each age band; the last band ends with 99."""

EDUCATIONS = ("primary", "upper_secondary", "vocational", "medium", "long")
"""Highest completed education, in rising order; the columns `edu_<education>`."""

LOCAL_PARTIES = ("A", "B", "C", "D", "F", "I", "O", "S", "V", "Å", "Ø")
"""Nationwide lists of the local election 2017, by ballot letter; the columns `kv2017_<letter>`."""

NATIONAL_PARTIES = ("A", "B", "C", "D", "E", "F", "I", "K", "O", "P", "V", "Å", "Ø")
"""Parties of the parliamentary election 2019, by ballot letter; the columns `ft2019_<letter>`."""

_POPULATION = "Den Danske Valgdatabase (Statistics Denmark), population by age, 1 January 2020"
_EDUCATION = "Den Danske Valgdatabase (Statistics Denmark), highest completed education, 18 and over, 1 January 2020"
_SPLIT = _POPULATION + "; 70 and over split with the national figure of 272,000 aged 80 and over (dst.dk, 2020)"
_PLACE = "DAGI / dagirlite, 2021"
_KV = "Statistics Denmark, StatBank, local election 2017"
_FT = "Statistics Denmark, StatBank, parliamentary election 2019"
_TURNOUT_2013 = "Statistics Denmark, dst.dk, 2 October 2017: the highest and the lowest"
_TURNOUT_2017 = "sn.dk, November 2017: the highest and the lowest"
_TURNOUT_2025 = "dkindkob.dk, 2025: the highest and the lowest"


class TownError(ValueError):
    """A town that cannot be found or read.

    Attributes:
        nearest: the nearest valid names, best first; may be empty.
    """

    def __init__(self, message: str, nearest: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.nearest = tuple(nearest)


def _column(text: str, unit: str, source: str, lo: float, hi: float, default: Any = ...) -> Any:
    """Declare a column of numbers: its meaning, unit, source with year, and bounds (both allowed)."""
    extra: dict[str, Any] = {"unit": unit, "source": source}
    return Field(default, description=text, ge=lo, le=hi, allow_inf_nan=False, json_schema_extra=extra)


def _share(text: str, source: str, default: Any = ...) -> Any:
    """Declare a column that holds a share from 0 to 1."""
    return _column(text, "share", source, 0, 1, default)


def _words(text: str, source: str, pattern: str) -> Any:
    """Declare a column of text."""
    return Field(description=text, pattern=pattern, json_schema_extra={"unit": "text", "source": source})


class Town(BaseModel):
    """A municipality, official or one's own. Frozen; columns in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: int = _column("official municipality code; 900 and up for towns of one's own", "number", _PLACE, 1, 999)
    name: str = _words("identifier: lower-case ASCII, æ = ae, ø = oe, å = aa", "made from title", "^[a-z][a-z0-9_]*$")
    title: str = _words("name in Danish", _PLACE, r"\S")
    region: str = _words("region", _PLACE, "")
    adults: int = _column("residents aged 18 and over", "persons", _POPULATION, 1, 10_000_000)

    age_18_24: float = _share("aged 18 to 24, of adults", _POPULATION)
    age_25_34: float = _share("aged 25 to 34, of adults", _POPULATION)
    age_35_44: float = _share("aged 35 to 44, of adults", _POPULATION)
    age_45_54: float = _share("aged 45 to 54, of adults", _POPULATION)
    age_55_64: float = _share("aged 55 to 64, of adults", _POPULATION)
    age_65_69: float = _share("aged 65 to 69, of adults", _POPULATION)
    age_70_79: float = _share("aged 70 to 79, of adults", _SPLIT)
    age_80_plus: float = _share("aged 80 and over, of adults", _SPLIT)
    children: float = _column("residents aged 0 to 17 per adult", "per adult", _POPULATION, 0, 1)

    edu_primary: float = _share("primary school, of adults", _EDUCATION)
    edu_upper_secondary: float = _share("upper secondary (general and vocational gymnasium), of adults", _EDUCATION)
    edu_vocational: float = _share("vocational, of adults", _EDUCATION)
    edu_medium: float = _share("short and medium tertiary, of adults", _EDUCATION)
    edu_long: float = _share("long tertiary, of adults", _EDUCATION)

    income: float = _column(
        "mean disposable income", "DKK a year", "Statistics Denmark, StatBank INDKP, 2020", 10_000, 5_000_000
    )
    employed: float = _share(
        "residents in work (socioeconomic status 01 to 06) per adult",
        "Den Danske Valgdatabase (Statistics Denmark), socioeconomic status, about 1 January 2020",
    )
    tenants: float = _share("occupied dwellings that are rented", "Statistics Denmark, StatBank, dwellings 2021")
    council_seats: int | None = _column(
        "seats in the council, blank where not known",
        "seats",
        "municipal election of 2021: København alone",
        3,
        99,
        None,
    )
    turnout_2013: float | None = _share(
        "turnout at the local election 2013, blank where not known", _TURNOUT_2013, None
    )
    turnout_2017: float | None = _share(
        "turnout at the local election 2017, blank where not known", _TURNOUT_2017, None
    )
    turnout_2025: float | None = _share(
        "turnout at the local election 2025, blank where not known", _TURNOUT_2025, None
    )

    kv2017_A: float = _share("votes for A, Socialdemokratiet, of the 11 lists", _KV)
    kv2017_B: float = _share("votes for B, Radikale Venstre, of the 11 lists", _KV)
    kv2017_C: float = _share("votes for C, Det Konservative Folkeparti, of the 11 lists", _KV)
    kv2017_D: float = _share("votes for D, Nye Borgerlige, of the 11 lists", _KV)
    kv2017_F: float = _share("votes for F, SF, of the 11 lists", _KV)
    kv2017_I: float = _share("votes for I, Liberal Alliance, of the 11 lists", _KV)
    kv2017_O: float = _share("votes for O, Dansk Folkeparti, of the 11 lists", _KV)
    kv2017_S: float = _share("votes for S, Slesvigsk Parti, of the 11 lists", _KV)
    kv2017_V: float = _share("votes for V, Venstre, of the 11 lists", _KV)
    kv2017_Aa: float = _share("votes for Å, Alternativet, of the 11 lists", _KV)
    kv2017_Oe: float = _share("votes for Ø, Enhedslisten, of the 11 lists", _KV)

    ft2019_A: float = _share("votes for A, Socialdemokratiet, of the 13 parties", _FT)
    ft2019_B: float = _share("votes for B, Radikale Venstre, of the 13 parties", _FT)
    ft2019_C: float = _share("votes for C, Det Konservative Folkeparti, of the 13 parties", _FT)
    ft2019_D: float = _share("votes for D, Nye Borgerlige, of the 13 parties", _FT)
    ft2019_E: float = _share("votes for E, Klaus Riskær Pedersen, of the 13 parties", _FT)
    ft2019_F: float = _share("votes for F, SF, of the 13 parties", _FT)
    ft2019_I: float = _share("votes for I, Liberal Alliance, of the 13 parties", _FT)
    ft2019_K: float = _share("votes for K, Kristendemokraterne, of the 13 parties", _FT)
    ft2019_O: float = _share("votes for O, Dansk Folkeparti, of the 13 parties", _FT)
    ft2019_P: float = _share("votes for P, Stram Kurs, of the 13 parties", _FT)
    ft2019_V: float = _share("votes for V, Venstre, of the 13 parties", _FT)
    ft2019_Aa: float = _share("votes for Å, Alternativet, of the 13 parties", _FT)
    ft2019_Oe: float = _share("votes for Ø, Enhedslisten, of the 13 parties", _FT)

    longitude: float = _column("visual centre, east", "degrees", _PLACE, -180, 180)
    latitude: float = _column("visual centre, north", "degrees", _PLACE, -90, 90)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unknown(cls, row: Any) -> Any:
        if not isinstance(row, dict):
            return row
        return {column: None if value == "" and cls._may_be_unknown(column) else value for column, value in row.items()}

    @classmethod
    def _may_be_unknown(cls, column: str) -> bool:
        field = cls.model_fields.get(column)
        return field is not None and not field.is_required()

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        for prefix in GROUPS:
            total = math.fsum(getattr(self, column) for column in group_columns(prefix))
            if abs(total - 1.0) > 0.01:
                raise ValueError(f"the columns {prefix}* are shares of one whole; they sum to {total:.3f}, not 1")
        return self

    @property
    def age_shares(self) -> tuple[float, ...]:
        """Shares of the age bands `AGE_BANDS` among adults, (8,)."""
        return tuple(getattr(self, column) for column in group_columns("age_"))

    @property
    def education_shares(self) -> tuple[float, ...]:
        """Shares of `EDUCATIONS` among adults, (5,)."""
        return tuple(getattr(self, column) for column in group_columns("edu_"))

    @property
    def local_votes(self) -> dict[str, float]:
        """Shares of the listed votes in 2017 by ballot letter, in the order of `LOCAL_PARTIES`."""
        return dict(zip(LOCAL_PARTIES, (getattr(self, c) for c in group_columns("kv2017_")), strict=True))

    @property
    def national_votes(self) -> dict[str, float]:
        """Shares of the votes in 2019 by ballot letter, in the order of `NATIONAL_PARTIES`."""
        return dict(zip(NATIONAL_PARTIES, (getattr(self, c) for c in group_columns("ft2019_")), strict=True))

    @property
    def share_65_plus(self) -> float:
        """Share of adults aged 65 and over."""
        return self.age_65_69 + self.age_70_79 + self.age_80_plus

    @property
    def share_80_plus(self) -> float:
        """Share of adults aged 80 and over (see `age_80_plus` for how it is derived)."""
        return self.age_80_plus

    @property
    def residents(self) -> int:
        """Residents of all ages."""
        return round(self.adults * (1.0 + self.children))


GROUPS = ("age_", "edu_", "kv2017_", "ft2019_")
"""Prefixes of columns that are shares of one whole."""


@functools.cache
def group_columns(prefix: str) -> tuple[str, ...]:
    """The columns of a group of shares (see `GROUPS`), in the order of the file."""
    return tuple(column for column in Town.model_fields if column.startswith(prefix))


def identifier(text: str) -> str:
    """The identifier of a Danish name: `Høje-Taastrup` becomes `hoeje_taastrup`."""
    plain = text.strip().casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


@functools.cache
def load_towns() -> tuple[Town, ...]:
    """The 98 official municipalities, in the order of their codes."""
    text = resources.files("sim").joinpath("data/towns.csv").read_text(encoding="utf-8")
    return tuple(Town.model_validate(row) for row in csv.DictReader(text.splitlines()))


@functools.cache
def national_means() -> Mapping[str, float]:
    """The national mean of every column of numbers that all towns have, each town weighing as its adults."""
    towns = load_towns()
    weight = sum(town.adults for town in towns)
    columns = [c for c, field in Town.model_fields.items() if field.annotation is float]
    means = {c: math.fsum(getattr(town, c) * town.adults for town in towns) / weight for c in columns}
    return MappingProxyType(means)


def find_town(name_or_code: str | int) -> Town:
    """One of the 98 official municipalities.

    Args:
        name_or_code: identifier (`koebenhavn`), code (101 or "101") or Danish name (`København`), in any
            case, with or without the word "Kommune"; `copenhagen` is understood.

    Raises:
        TownError: there is none; `.nearest` has the nearest names.
    """
    towns = {town.name: town for town in load_towns()}
    wanted = identifier(str(name_or_code)).removesuffix("_kommune")
    if wanted.isdigit():
        for town in towns.values():
            if town.code == int(wanted):
                return town
        nearest = sorted(towns.values(), key=lambda town: abs(town.code - int(wanted)))[:3]
        near = ", ".join(f"{town.code} {town.name}" for town in nearest)
        raise TownError(
            f"no municipality has the code {wanted}; the nearest codes are {near}", [t.name for t in nearest]
        )
    wanted = {"copenhagen": "koebenhavn"}.get(wanted, wanted)
    if wanted in towns:
        return towns[wanted]
    names = difflib.get_close_matches(wanted, towns, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(names)}?" if names else ";"
    raise TownError(
        f"there is no municipality called {str(name_or_code)!r}{hint} "
        "'samspil list municipalities' shows the 98 names and codes",
        names,
    )


def council_seats(town: Town) -> int:
    """Seats in the council: the known number, else an estimate from the number of residents.

    The law (kommunestyrelsesloven § 5) asks for an odd number from 9 to 31, and at least 19 above 20,000
    residents. Inside it the estimate is the odd number nearest to 20.5 + 5.5·ln(residents / 20,000), an
    assumption whose two numbers were chosen so that the 98 councils together come within 3 % of the 2,436
    seats of 2021.
    """
    if town.council_seats is not None:
        return town.council_seats
    wanted = 20.5 + 5.5 * math.log(town.residents / 20_000)
    seats = 2 * round((wanted - 1.0) / 2.0) + 1
    least = 19 if town.residents > 20_000 else 9
    return min(31, max(least, seats))

"""Demands: how many, in whose name, with what success, and what becomes of those who raise them."""

from __future__ import annotations

from sim.measures.census import Census
from sim.measures.declare import Measure

NAN = float("nan")


def framing_gain(census: Census) -> float:
    """Share granted of the demands called the common good, less that of the others."""
    year = census.year
    framed, own = year.total("demands_framed"), year.total("demands") - year.total("demands_framed")
    if framed <= 0.0 or own <= 0.0:
        return NAN
    granted_own = year.total("demands_granted") - year.total("framed_granted")
    return year.total("framed_granted") / framed - granted_own / own


DEMAND: tuple[Measure, ...] = (
    Measure(
        id="demand.raised", en="Demands", da="Krav",
        meaning_en="Demands on services for every 1,000 citizens in a year.",
        meaning_da="Krav til servicen pr. 1.000 borgere om året.",
        formula="demands of the last twelve months · 1,000 / citizens", unit="per 1,000 a year", high=None,
        value=lambda census: census.yearly("demands"),
    ),
    Measure(
        id="demand.framed", en="Demands in the name of the community", da="Krav i fællesskabets navn",
        meaning_en="Share of demands that are called the common good.",
        meaning_da="Andel af kravene, der begrundes med det fælles bedste.",
        formula="demands called the common good / demands, last twelve months", denominator="demands",
        value=lambda census: census.year.ratio("demands_framed", "demands"),
    ),
    Measure(
        id="demand.granted", en="Demands granted", da="Imødekomne krav",
        meaning_en="Share of demands that are granted.", meaning_da="Andel af kravene, der bliver imødekommet.",
        formula="demands granted / demands, last twelve months", denominator="demands",
        value=lambda census: census.year.ratio("demands_granted", "demands"),
    ),
    Measure(
        id="demand.framing_gain", en="Gain by calling it common", da="Gevinst ved at kalde det fælles",
        meaning_en="How much more often demands are granted that are called the common good.",
        meaning_da="Hvor meget oftere krav imødekommes, når de begrundes med det fælles bedste.",
        formula="share granted of those called common − of the others, last twelve months", low=-1.0,
        denominator="demands", null="0 where words make no difference", value=framing_gain,
    ),
    Measure(
        id="demand.to_making", en="From demanding to making", da="Fra krav til produktion af løsninger",
        meaning_en="Citizens who turn from demanding to making solutions, for each demand.",
        meaning_da="Borgere, der går fra at stille krav til at skabe løsninger, pr. krav.",
        formula="citizens who turned / demands, last twelve months", high=None, unit="per demand", better="up",
        denominator="demands", value=lambda census: census.year.ratio("made", "demands"),
    ),
)  # fmt: skip

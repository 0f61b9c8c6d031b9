"""Members of the council and their parties, as columns."""

from __future__ import annotations

from sim.table import Column

POLITICIANS = (
    Column("municipality", "whose council", "row of municipalities", 0, None, "int16"),
    Column("party", "their party, a row of parties", "row of parties", 0, None, "int16"),
    Column("place", "place on the party's list, 1 = first", "number", 1, None, "uint8", start=1),
    Column("positions", "stand on each issue of ISSUES", "−1 to 1", -1, 1, width=2),
    Column("electoral_risk", "how near they are to losing the seat", start=0.5),
    Column("listening_skill", "skill in listening", start=0.6),
    Column("listening_skill_level", "the skill in listening they came with, a fixed trait", start=0.6),
    Column("dialogue", "1 if they work in dialogue with citizens and administration", "0 or 1", 0, 1, "uint8"),
    Column("harassed", "harassment met lately, fading"),
    Column("attention", "attention to media, citizens and administration; sums to 1", width=3, start=1 / 3),
    Column("promises", "promises made and still open, fading"),
    Column("workload", "work against capacity, 1 = just enough time", "ratio", 0, None, start=0.95),
    Column("role_conflict", "disagreement between what is expected of them", start=0.1),
    Column("exhaustion", "exhaustion", start=0.35),
)

PARTIES = (
    Column("municipality", "where this list stands", "row of municipalities", 0, None, "int16"),
    Column("letter", "which party, a row of LETTERS", "row of LETTERS", 0, None, "uint8"),
    Column("positions", "stand on each issue of ISSUES", "−1 to 1", -1, 1, width=2),
    Column("ideals", "the stand it was founded on", "−1 to 1", -1, 1, width=2),
    Column("direction", "which way it moved at the last election", "−1 to 1", -1, 1, width=2),
    Column("rest_gap", "its voters' mean opinion less its own stand, at rest", "−2 to 2", -2, 2, width=2),
    Column("chasing", "how far it chases votes rather than listens to its own voters, a fixed trait", start=0.3),
    Column("share_before", "share of the votes at the election before the last"),
    Column("bloc", "0 red, 1 blue", "0 or 1", 0, 1, "uint8"),
    Column("appeal", "what makes voters choose it beside nearness, in log-odds", "logit", None, None),
    Column("votes", "votes at the last election", "votes", 0, None, "int32"),
    Column("share", "share of the votes at the last election"),
    Column("usual_share", "share of the votes before it came to rest: how rooted it is here", start=0.2),
    Column("seats", "seats in the council", "seats", 0, None, "int16"),
)

# letter, welfare (−1 left … +1 right), choice (−1 shared … +1 own choice), bloc
_STANDS: tuple[tuple[str, float, float, int], ...] = (
    ("A", -0.30, -0.35, 0),
    ("B", 0.00, 0.10, 0),
    ("C", 0.45, 0.40, 1),
    ("D", 0.75, 0.45, 1),
    ("F", -0.50, -0.40, 0),
    ("I", 0.80, 0.80, 1),
    ("O", 0.25, -0.05, 1),
    ("S", 0.00, 0.00, 0),
    ("V", 0.40, 0.45, 1),
    ("Å", -0.55, -0.10, 0),
    ("Ø", -0.80, -0.60, 0),
)
LETTERS = tuple(stand[0] for stand in _STANDS)
"""The nationwide lists at local elections, in the order of `sim.towns.LOCAL_PARTIES`."""

STANDS = {letter: (welfare, choice) for letter, welfare, choice, _ in _STANDS}
"""Stand of each list on the issues: the authors' reading of the lists' own words, evidence mark A."""

BLOCS = {letter: bloc for letter, _, _, bloc in _STANDS}
"""0 red, 1 blue: whom the list has supported for prime minister, 2011 to 2019 (S, a regional list, counted red)."""

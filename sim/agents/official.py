"""Officials of the administration, as columns."""

from __future__ import annotations

from sim.table import Column

COLUMNS = (
    Column("municipality", "whose official", "row of municipalities", 0, None, "int16"),
    Column("sector", "which service they administer, a row of SECTORS", "row of SECTORS", 0, 5, "uint8"),
    Column("sensitivity", "rational sensitivity: sense for rules and for people", start=0.6),
    Column("rationality", "sense for rules and facts", start=0.6),
    Column("rationality_level", "the sense for rules they came with, a fixed trait", start=0.6),
    Column("empathy", "sense for people", start=0.6),
    Column("empathy_level", "the sense for people they came with, a fixed trait", start=0.6),
    Column("learning", "what has been learnt from cases gone wrong", start=0.5),
    Column("clarity", "how clear the guidelines are to them", start=0.6),
    Column("clarity_level", "how clear guidelines are to them in quiet times, a fixed trait", start=0.6),
    Column("workload", "work against capacity, 1 = just enough time", "ratio", 0, None, start=0.95),
    Column("role_conflict", "disagreement between what is expected of them", start=0.1),
    Column("exhaustion", "exhaustion", start=0.35),
)

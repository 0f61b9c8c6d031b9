"""Service staff and the institutions that they work in, as columns."""

from __future__ import annotations

from sim.table import Column

STAFF = (
    Column("municipality", "whose staff", "row of municipalities", 0, None, "int16"),
    Column("institution", "where they work", "row of institutions", 0, None, "int32"),
    Column("frailty", "how much strain tells on this person, a fixed trait", "sd", None, None),
    Column("exhaustion", "exhaustion", start=0.4),
    Column("absence", "share of the month away sick"),
    Column("exposure", "being a target of demands and complaints"),
    Column("role_conflict", "disagreement between what is expected of them", start=0.1),
    Column("latitude", "room for professional judgement", start=0.6),
    Column("latitude_level", "the room for judgement their work gives in quiet times, a fixed trait", start=0.6),
    Column("skill", "skill in working with citizens", start=0.5),
)

INSTITUTIONS = (
    Column("municipality", "whose institution", "row of municipalities", 0, None, "int16"),
    Column("sector", "which service, a row of SECTORS", "row of SECTORS", 0, 5, "uint8"),
    Column("strain_level", "how straining work here is, a fixed trait", "sd", None, None),
    Column("quality_level", "how good it is, a fixed trait", "sd", None, None),
    Column("leadership", "how well it is led, a fixed trait", start=0.5),
    Column("staff", "people who work here", "persons", 0, None, "int32"),
    Column(
        "hands", "staff hours it is given, against what its demand at rest would give it", "ratio", 0, None, start=1.0
    ),
    Column("helpers", "volunteers' hours against its staff's hours", "ratio", 0, None),
    Column("rest_helpers", "that ratio at rest", "ratio", 0, None),
    Column("porosity", "how openly surroundings reach into it", start=0.4),
    Column("pressed", "demands of those it serves, a share of them a month, fading"),
    Column("rest_pressed", "demands pressing on it at rest"),
    Column("measured", "shift of the quality that rankings measure", "logit", -5, 5),
    Column("unmeasured", "shift of the quality that rankings do not measure", "logit", -5, 5),
    Column("rank", "place among the municipality's institutions of its service: 0 last … 1 first", start=0.5),
    Column("demand", "need that it has to carry", "needs", 0, None),
    Column("rest_demand", "that need at rest", "needs", 0, None),
    Column("shock", "passing change of demand", "share", -1, 1),
    Column("load", "work against capacity, 1 = just enough hands", "ratio", 0, None, start=0.97),
    Column("exhaustion", "mean exhaustion of its staff", start=0.4),
    Column("absence", "share of staff time lost to sickness", start=0.085),
    Column("exposure", "how much demands and complaints reach its staff", start=0.05),
    Column("skill", "mean skill of its staff", start=0.5),
    Column("complaints", "complaints this month", "complaints", 0, None),
    Column("encounters", "meetings with citizens this month", "meetings", 0, None),
    Column("aggrieved", "grievance that citizens brought to its meetings this month", "grievances", 0, None),
    Column("rest_aggrieved", "that grievance at rest, per person who works here", "grievances", 0, None),
    Column("lifted", "quality that the safety net added to its meetings this month, their mean"),
    Column("rest_lifted", "that quality at rest"),
)

"""The municipality as an authority: what its council and administration are and do this month, as columns."""

from __future__ import annotations

from typing import NamedTuple

from sim.table import Column

DOMAINS = ("water", "town_planning", "big_data", "welfare", "home_care")
"""What co-creation is about, in the order of `domain` numbers."""


class Traits(NamedTuple):
    """What co-creation in a domain is like; stakes and technicality are .5 on the mean of the domains.

    Attributes:
        stakes: how unlike citizens' stakes in it are: 0 all have the same at stake.
        technicality: how much one must know to have a say.
        horizon: how long a solution takes to come to use, as a share of the slowest domain's time.
    """

    stakes: float
    technicality: float
    horizon: float


TRAITS = (
    Traits(stakes=0.3, technicality=0.7, horizon=1.0),  # water: pipes and climate, everybody's
    Traits(stakes=0.9, technicality=0.6, horizon=0.9),  # town planning: near some, far from others
    Traits(stakes=0.2, technicality=1.0, horizon=0.4),  # big data: felt by few, understood by fewer
    Traits(stakes=0.6, technicality=0.1, horizon=0.3),  # welfare: for those with children or in need
    Traits(stakes=0.5, technicality=0.1, horizon=0.15),  # home care: for the old and their families
)
"""The traits of each domain: their order is the authors' judgement, evidence mark A (domain book, row 49)."""

STAGES = ("invited", "came", "spoke", "heard", "listened", "changed")
"""The influence chain: each stage is reached only through the one before."""

ROLES = ("voter", "fellow_citizen", "controller", "consultee", "legitimiser", "dialogue_partner")
"""The six roles of the citizen in the deck."""

RESTS = (
    Column("rest_media", "media pressure at rest", start=0.4),
    Column("rest_satisfaction", "mean satisfaction at rest", start=0.8),
    Column("rest_fairness", "mean experienced fairness at rest", start=0.63),
    Column("rest_trust", "mean trust in politicians at rest", start=0.508),
    Column("rest_interest", "mean interest in local politics at rest", start=0.4),
    Column("rest_resources", "mean resources at rest", start=0.52),
    Column("rest_traditional", "mean weight of the traditional type at rest", start=0.4),
    Column("rest_innovative", "mean weight of the innovative type at rest", start=0.22),
    Column("rest_habit", "mean habit of voting at rest", start=0.69),
    Column("rest_volunteering", "share of volunteers at rest", start=0.372),
    Column("rest_awareness", "mean awareness at rest", start=0.4),
    Column("rest_external", "mean external efficacy at rest", start=0.35),
    Column("rest_near_trust", "mean of neighbours' trust against their settled trust, at rest", "−1 to 1", -1, 1),
    Column("rest_near_social", "mean of neighbours' trust in others against settled, at rest", "−1 to 1", -1, 1),
    Column("rest_near_attendance", "mean of neighbours' attendance at rest"),
    Column("rest_channels", "mean of what input, withinput and output have paid, at rest", width=3, start=0.3),
    Column("rest_service", "mean quality of services at rest", start=0.855),
    Column("rest_credibility", "credibility at rest", start=0.8),
    Column("rest_losses", "mean of how far decisions go against citizens, at rest"),
    Column("rest_elsewhere", "share of citizens with another provider at rest", start=0.2),
    Column("rest_feedback", "complaints and, weighted, reversals per 1,000 citizens at rest", "a month", 0, None),
    Column("rest_gap", "what is promised and not carried out, at rest", start=0.1),
    Column("rest_weariness", "officials' mean exhaustion at rest", start=0.35),
    Column("rest_porosity", "mean porosity of institutions at rest", start=0.4),
    Column("rest_error", "share of wrong decisions at rest", start=0.1),
    Column("rest_hours", "hours of volunteers in services at rest, per 1,000 citizens a month", "hours", 0, None),
    Column("rest_own_good", "mean of how far citizens' common good is their own, at rest", start=0.6),
)
"""What a municipality at rest is like. Rules ask how far today is from it, so that at rest nothing drifts."""

COLUMNS = (
    Column("code", "official code", "number", 0, None, "int16"),
    Column("adults", "adult residents in reality", "persons", 0, None, "int32"),
    Column("citizens", "citizens with a voice in the model", "persons", 0, None, "int32"),
    Column("turnout_level", "how readily people vote here, against the country", "logit", None, None),
    # the month's climate
    Column("media", "media pressure this month", start=0.4),
    Column("national", "trust in national politics against its usual level", "−1 to 1", -1, 1),
    Column("promise", "how much citizens are promised this month", start=0.2),
    Column("attention", "attention that the council gives to citizens this month", start=0.5),
    Column("listening", "listening this month: attention, skill and explanation together", start=0.4),
    Column("adoption", "share of heard proposals that are adopted this month"),
    Column("dialogue", "share of the council that works in dialogue"),
    Column("harassment", "mean harassment of the council lately"),
    Column("follow", "share of what was agreed that is carried out this month", start=0.5),
    Column("sensitivity", "officials' mean rational sensitivity", start=0.6),
    Column("clarity", "officials' mean clarity of guidelines", start=0.6),
    Column("learning", "what officials have learnt from cases gone wrong, on the mean", start=0.5),
    Column("estimate", "what officials believe that citizens want, on each issue", "−1 to 1", -1, 1, width=2),
    Column("doubt", "how uncertain that estimate is said to be", "sd", 0, 2, start=0.0),
    Column("covered", "share of citizens who show up in the data"),
    Column("credibility", "how far what the municipality says is believed", start=0.8),
    Column("account", "share of a loss that is explained away this month", start=0.0),
    Column("authority", "how far the municipality's decisions are taken to hold", start=0.6),
    Column("service", "mean quality of the services met this month", start=0.855),
    Column("informality", "how far decisions leave the written rule", start=0.1),
    Column("overload", "mean load of its institutions", "ratio", 0, None, start=0.97),
    Column("error", "share of decisions about persons that are wrong", start=0.1),
    Column("presence", "how much co-creation fills the working day of staff and officials"),
    Column("hands", "staff left for service when policies have been paid", "ratio", 0, None, start=1.0),
    # co-creation
    Column("domain", "what this month's forum is about, a row of DOMAINS", "row of DOMAINS", 0, 4, "uint8"),
    Column("agenda", "weighted mean opinion of those heard, fading", "−1 to 1", -1, 1, width=2),
    Column("agenda_weight", "how many have been heard, fading", "persons", 0, None),
    Column("policy", "where decisions stand on each issue", "−1 to 1", -1, 1, width=2),
    Column("opinion", "mean opinion of citizens on each issue", "−1 to 1", -1, 1, width=2),
    Column("diversity", "how unlike each other those were who were heard: 0 all of a kind … 2/3 all kinds alike"),
    Column("council", "mean stand of the council on each issue", "−1 to 1", -1, 1, width=2),
    Column("asked", "citizens' mean of being asked this month"),
    Column("attended", "share who came to the forum this month"),
    Column("noted", "how well what is said is recorded, against the usual, this month", start=1.0),
    Column("solutions", "new solutions this month", "solutions", 0, None, "int32"),
    Column("domain_solutions", "new solutions this month by domain", "solutions", 0, None, "int32", width=5),
    Column("under_way", "solutions not yet in use, by domain, for every 1,000 citizens", "solutions", 0, None, width=5),
    Column("solved", "solutions at work by domain, for every 1,000 citizens, fading", "solutions", 0, None, width=5),
    Column("benefit", "citizens' mean of what forums' decisions have brought them lately"),
    Column("adopted", "co-creation taken up, by domain: 0 not, 1 opt-in, 2 consequence", "0 to 2", 0, 2, "uint8", 5),
    Column("taken_up", "domains taken up this month: by opt-in, by consequence", "domains", 0, None, "int32", 2),
    # what the month counted
    Column(
        "chain",
        "citizens at each stage this month by quintile: stage × 5 + quintile − 1",
        "persons",
        0,
        None,
        "int32",
        30,
    ),
    Column("demands", "demands raised this month", "demands", 0, None, "int32"),
    Column("demands_framed", "demands called the common good this month", "demands", 0, None, "int32"),
    Column("demands_granted", "demands granted this month", "demands", 0, None, "int32"),
    Column("framed_granted", "demands called the common good and granted this month", "demands", 0, None, "int32"),
    Column("made", "citizens who turned this month from demanding to making", "persons", 0, None, "int32"),
    Column("surveys", "services judged in surveys this month", "surveys", 0, None, "int32"),
    Column("volunteer_hours", "hours of volunteers in services, per 1,000 citizens this month", "hours", 0, None),
    Column("complaints", "complaints this month", "complaints", 0, None, "int32"),
    Column("elsewhere", "share of citizens with another provider", start=0.2),
    Column("appeals", "appeals this month", "appeals", 0, None, "int32"),
    Column("reversals", "appeals won this month", "appeals", 0, None, "int32"),
    Column("errors", "wrong decisions this month", "decisions", 0, None, "int32"),
    Column("cases", "decisions about persons this month", "decisions", 0, None, "int32"),
    Column("channels", "citizens who used input, withinput, output this month", "persons", 0, None, "int32", 3),
    Column("votes", "votes cast this month", "votes", 0, None, "int32"),
    Column("roles", "acts in each role of ROLES this month, votes aside", "acts", 0, None, "int32", 6),
    Column("turnout", "turnout at the last election"),
    Column("switching", "voters who changed party at the last election"),
    Column("cross_bloc", "voters who changed bloc at the last election"),
    Column("volatility", "net change of vote shares at the last election (Pedersen)"),
    # what the policy cost
    Column("cost_money", "policies", "kroner an adult a year", 0, None),
    Column("cost_staff_hours", "policies", "hours per 1,000 adults a month", 0, None),
    Column("cost_attention", "policies", "share of the council's attention"),
    Column("scaled", "share of the wanted levers that could be paid", start=1.0),
    # strain of the four roles (politician, official, staff, citizen)
    Column("overloaded", "share of each role that has more to do than it can", width=4),
    Column("conflict", "role conflict of each role", width=4),
    Column("authority_gap", "responsibility without authority, of each role", width=4),
    Column("exhausted", "share of each role that is exhausted", width=4),
    *RESTS,
)

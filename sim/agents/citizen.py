"""Citizens: adult residents, as columns.

A citizen is not one of three types but a mix of them: three weights that sum to one (traditional, innovative,
consumer). What a citizen is born and settled with stays; what experience changes moves slowly towards what
experience says.
"""

from __future__ import annotations

from sim.table import Column

TYPES = ("traditional", "innovative", "consumer")
"""The three citizens of the deck, in the order of the columns of `type_weights`."""

ISSUES = ("welfare", "choice")
"""What opinions are about: −1 more common welfare … +1 lower tax; −1 shared, professional … +1 own choice."""

SECTORS = ("home_care", "day_care", "schools", "town_planning", "culture", "digital_services")
"""The services of the municipality, in the order of `sector` numbers."""

QUINTILES = 5

COLUMNS = (
    # who they are
    Column("uid", "number of the person; at founding the row", "number", None, None, "int32"),
    Column("municipality", "where they live", "row of municipalities", 0, None, "int16"),
    Column("neighbourhood", "which neighbourhood", "running number", 0, None, "int32"),
    Column("household", "which household", "running number", 0, None, "int32"),
    Column("workplace", "which workplace, −1 for none", "running number", -1, None, "int32", start=-1),
    Column("age", "age", "years", 18, 120, "uint8", start=18),
    Column("education", "0 basic, 1 upper secondary, 2 vocational, 3 medium, 4 long", "level", 0, 4, "uint8"),
    Column("income", "disposable income against the national mean", "ratio", 0, None, start=1.0),
    Column("children", "children at home", "persons", 0, 20, "uint8"),
    Column("voice", "1 takes part in public life and is counted, 0 does not", "0 or 1", 0, 1, "uint8", start=1),
    Column("resources", "education, income and health as one", start=0.5),
    Column("resources_level", "the resources they are settled at", start=0.5),
    Column("quintile", "fifth of the municipality by resources, 1 the poorest", "1 to 5", 1, 5, "uint8", start=3),
    Column("type_weights", "traditional, innovative, consumer; they sum to 1", width=3, start=1 / 3),
    Column("type_level", "the mix of types they are settled at; sums to 1", width=3, start=1 / 3),
    Column("education_score", "years of schooling, standardised", "sd", None, None),
    Column("age_score", "age, standardised", "sd", None, None),
    Column("temper", "how readily they complain, a fixed trait", "sd", None, None),
    Column("style", "how warmly they answer questions, a fixed trait", "sd", None, None),
    Column("civic_drive", "how readily they vote, a fixed trait", "sd", None, None),
    # what they need and know
    Column("need", "how much service they need"),
    Column("need_level", "the need they are settled at"),
    Column("sector", "the service they need most", "row of SECTORS", 0, 5, "uint8"),
    Column("institution", "the institution that serves them", "row of institutions", 0, None, "int32"),
    Column("exited", "1 if they have chosen another provider", "0 or 1", 0, 1, "uint8"),
    Column("awareness", "how well they know rights and channels", start=0.4),
    Column("interest", "interest in local politics", start=0.4),
    Column("interest_level", "the interest they are settled at", start=0.4),
    Column("efficacy", "belief that they can take part (internal efficacy)", start=0.5),
    Column("efficacy_level", "the efficacy they are settled at", start=0.5),
    Column("competence", "what they can do for themselves in a service", start=0.5),
    Column("digital", "how well they manage digital channels", start=0.75),
    Column("facilities", "how well their home is fitted for managing there", start=0.6),
    Column("relatives", "help that relatives give them beyond the usual"),
    # what they meet
    Column("met", "1 if they met the service this month", "0 or 1", 0, 1, "uint8"),
    Column("quality", "quality at the last meeting with the service", start=0.855),
    Column("expectation", "quality that they expect", start=0.855),
    Column("shortfall", "how far the last meeting fell below what they expected", start=0.0),
    Column("satisfaction", "satisfaction with services", start=0.8),
    Column("fairness", "experienced fairness (procedural justice)", start=0.63),
    Column("grievance", "grievance after refusals", start=0.015),
    Column("past_complaints", "recent complaints, fading", "complaints", 0, None),
    Column("demand", "their demand this month: 0 none, 1 granted, 2 refused", "0 to 2", 0, 2, "uint8"),
    Column("framed", "1 if they called this month's demand the common good", "0 or 1", 0, 1, "uint8"),
    Column("maker", "readiness to make solutions instead of demands, fading"),
    Column("complained", "1 if they complained this month", "0 or 1", 0, 1, "uint8"),
    Column("appealed", "1 if they appealed a decision this month", "0 or 1", 0, 1, "uint8"),
    # what they think
    Column("positions", "opinion on each issue of ISSUES", "−1 to 1", -1, 1, width=2),
    Column("leanings", "the opinion they are settled at", "−1 to 1", -1, 1, width=2),
    Column("open_mindedness", "how far from their own an opinion may be and still move them", start=0.5),
    Column("self_regard", "weight of own benefit against the common good", start=0.5),
    Column("self_regard_level", "the self-regard they are settled at", start=0.5),
    Column("own_good", "how far what they call the common good is their own wish alone", start=0.6),
    Column("acceptance", "acceptance of being refused or outvoted", start=0.5),
    Column("losses", "how far decisions have gone against them lately, fading"),
    Column("minority", "1 if their bloc is outnumbered in the council", "0 or 1", 0, 1, "uint8"),
    Column("solidarity", "willingness to carry others' needs", start=0.55),
    Column("solidarity_level", "the solidarity they are settled at", start=0.55),
    Column("tax_consent", "consent to the tax they pay", start=0.6),
    Column("expected_influence", "share of own proposals that they expect to move something", start=0.2),
    Column("external_efficacy", "belief that the authority responds", start=0.35),
    Column("external_efficacy_level", "the external efficacy they are settled at", start=0.35),
    Column("realised_influence", "own proposals that changed something lately, fading", "proposals", 0, None),
    Column("months_apart", "months since they last had to do with the authority", "months", 0, 255, "uint8"),
    Column("asked", "being in a project now or lately, fading"),
    Column("answer", "pull on trust of how they were answered", "−1 to 1", -1, 1),
    Column("stage", "stage reached this month: 0 none, 1 invited … 6 changed", "0 to 6", 0, 6, "uint8"),
    Column("benefit", "what forums' decisions have brought them lately, fading"),
    # whom they trust, now and by settled disposition
    Column("trust_politicians", "trust in local politicians", start=0.508),
    Column("trust_administration", "trust in the administration", start=0.58),
    Column("trust_staff", "trust in service staff", start=0.72),
    Column("trust_citizens", "trust in other citizens", start=0.76),
    Column("trust_national", "trust in national politicians", start=0.446),
    Column("trust_courts", "trust in the courts", start=0.721),
    Column("trust_unlike", "trust in citizens unlike themselves", start=0.65),
    Column("trust_politicians_level", "settled trust in local politicians", start=0.508),
    Column("trust_administration_level", "settled trust in the administration", start=0.58),
    Column("trust_staff_level", "settled trust in service staff", start=0.72),
    Column("trust_citizens_level", "settled trust in other citizens", start=0.76),
    # what they do
    Column("channel_values", "what input, withinput and output have paid", width=3, start=0.3),
    Column("channel", "channel used this month: 0 none, 1 input, 2 withinput, 3 output", "0 to 3", 0, 3, "uint8"),
    Column("role", "role acted in this month: 0 none, 1 voter … 6, in the order of ROLES", "0 to 6", 0, 6, "uint8"),
    Column("surveyed", "1 if they judged a service in a survey this month", "0 or 1", 0, 1, "uint8"),
    Column("member", "1 if they are a member of their party", "0 or 1", 0, 1, "uint8"),
    Column("party", "party voted for last, a row of parties", "row of parties", 0, None, "int16"),
    Column("party_identity", "attachment to that party", start=0.45),
    Column("voted", "1 if they voted at the last election", "0 or 1", 0, 1, "uint8"),
    Column("switched", "1 if they changed party at the last election", "0 or 1", 0, 1, "uint8"),
    Column("habit", "habit of voting", start=0.69),
    Column("volunteer", "1 if they volunteer", "0 or 1", 0, 1, "uint8"),
    Column("tenure", "months of volunteering without a break", "months", 0, None, "uint16"),
    # whom they meet
    Column(
        "visible",
        "what others see of them, in steps of 1/32767; see sim/processes/influence.py",
        "−1 to 1 in steps",
        -32767,
        32767,
        "int16",
        width=8,
    ),
    Column(
        "met_lately",
        "citizens they came to know in forums, −1 for none",
        "row of citizens",
        -1,
        None,
        "int32",
        width=4,
        start=-1,
    ),
    Column("bonds", "share of the places for forum acquaintances taken by the same type"),
    Column("bridges", "share of the places for forum acquaintances taken by another type"),
    Column("near_trust", "neighbours' trust in politicians, against their settled trust", "−1 to 1", -1, 1),
    Column("near_social", "neighbours' trust in others, against their settled trust", "−1 to 1", -1, 1),
    Column("near_volunteering", "share of neighbours who volunteer"),
    Column("near_habit", "neighbours' habit of voting"),
    Column("near_attendance", "neighbours' having been asked to forums lately"),
)

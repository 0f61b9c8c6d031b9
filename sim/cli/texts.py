"""What the tour and `samspil explain` say, in English and Danish.

Numbers are filled in from the run; no sentence assumes their sign.
"""

from __future__ import annotations

from sim.parameters import MARKS

DEMO = {
    "en": {
        "head": "{town}: {citizens} citizens (a sample of {adults} adults), {months} months, {futures} futures.\n"
        "Three policies meet the same citizens with the same luck, so that what differs is the policy.\n"
        "Reasons given in services are held alike: it is the forums that make the difference.",
        "open": "Who comes when the door is open to everybody? (policy open_invitation)",
        "stage": "of 1,000 invited",
        "quintile": ("poorest fifth", "second", "third", "fourth", "best-off fifth"),
        "stages": {"came": "came", "spoke": "spoke", "heard": "were heard", "listened": "got an answer",
                   "changed": "changed something"},
        "ratio": "The best-off fifth came {ratio:.1f} times as often as the poorest.",
        "ratio_none": "From the poorest fifth nobody came.",
        "trust": "What does it do to trust in local politicians?\n"
        "(points of 100 against the representative baseline, month {months}; 90 per cent interval)",
        "row": "{name:26s} {mean:+.2f}  [{low:+.2f}, {high:+.2f}]   {agree} of {futures} futures agree",
        "finding": "{asked}, trust {verb} {mean} [{low}, {high}]\npoints more than where citizens were also answered; "
        "{agree} of {futures} futures agree.",
        "finding_other": "{asked}, trust did not fall more than where citizens were also answered "
        "({mean} [{low}, {high}]; {agree} of {futures} futures agree).",
        "unclear": "Finding: {futures} futures cannot tell hearing from listening ({mean} [{low}, {high}]).",
        "asked": "Where citizens were asked and promised much but hardly answered",
        "fell": "fell",
        "names": {"consultation_only": "asked, hardly answered", "open_invitation": "asked and answered"},
        "end": "A model for thinking, not a forecast.   {seconds:.0f} s\n"
        "Next:   samspil run municipality=aarhus policy=open_invitation      samspil explain listening",
    },
    "da": {
        "head": "{town}: {citizens} borgere (en stikprøve blandt {adults} voksne), {months} måneder, "
        "{futures} fremtider.\n"
        "Tre politikker afprøves på de samme borgere med de samme tilfældigheder, så forskellene skyldes politikken.\n"
        "Begrundelserne i servicen er de samme, så det er møderne, der gør forskellen.",
        "open": "Hvem kommer, når døren står åben for alle? (politikken open_invitation)",
        "stage": "ud af 1.000 inviterede",
        "quintile": ("fattigste femtedel", "anden", "tredje", "fjerde", "bedst stillede"),
        "stages": {"came": "kom", "spoke": "tog ordet", "heard": "blev hørt", "listened": "fik et svar",
                   "changed": "ændrede noget"},
        "ratio": "Den bedst stillede femtedel kom {ratio:.1f} gange så ofte som den dårligst stillede.",
        "ratio_none": "Fra den dårligst stillede femtedel kom ingen.",
        "trust": "Hvad gør det ved tilliden til lokalpolitikerne?\n"
        "(point ud af 100 i forhold til det repræsentative udgangspunkt, måned {months}; 90-procents-interval)",
        "row": "{name:26s} {mean:+.2f}  [{low:+.2f}; {high:+.2f}]   samme retning i {agree} af {futures} fremtider",
        "finding": "{asked},\n{verb} tilliden {mean} [{low}; {high}] point mere, end hvor de også fik svar; "
        "samme retning i {agree} af {futures} fremtider.",
        "finding_other": "{asked}, faldt tilliden ikke mere, end hvor de også fik svar "
        "({mean} [{low}; {high}]; samme retning i {agree} af {futures} fremtider).",
        "unclear": "Resultat: ud fra {futures} fremtider kan man ikke skelne mellem at høre og at lytte "
        "({mean} [{low}; {high}]).",
        "asked": "Dér, hvor borgerne blev spurgt og lovet meget, men næsten ikke fik svar",
        "fell": "faldt",
        "names": {"consultation_only": "spurgt, næsten intet svar", "open_invitation": "spurgt og fik svar"},
        "end": "En model til at tænke med, ikke en prognose.   {seconds:.0f} s\n"
        "Videre:   samspil run municipality=aarhus policy=open_invitation      samspil explain listening --lang da",
    },
}  # fmt: skip

EXPLAIN = {
    "en": {
        "now": "now", "range": "range", "span": "{low} to {high}, {unit}", "evidence": "evidence", "source": "source",
        "deck": "deck", "acts": "read by", "no_rule": "no rule yet", "rule": "rule",
        "needs": "needs", "above": "{levers} above 0",
        "one_of": "one of", "weights": "{modes}, or weights over them, such as {{{one}: 0.5, {two}: 0.5}}",
        "costs": "costs", "scaled": "{share} of it can be paid",
        "beyond": "{money} kroner an adult a year, {hours} staff hours per 1,000 adults a month, {attention} of the "
        "council's attention, beyond the baseline",
        "price": "at level 1: {money:g} kroner an adult a year, {hours:g} staff hours per 1,000 adults a month, "
        "{attention:g} of the council's attention",
        "formula": "formula", "counted": "counted", "null": "null", "moved": "moved by", "ledger": "the ledger",
        "missing": "no value", "kind": {"levers": "lever", "context": "condition", "population": "people",
                                        "rules": "coefficient", "setting": "setting", "policy": "policy",
                                        "card": "card", "measure": "measure", "process": "process"},
        "differs": "changes", "was": "{value}   (baseline {base})", "same": "nothing differs",
        "question": "discuss", "pattern": "pattern", "counter": "counter", "shown": "shows", "try": "try",
        "way": {"up": "up", "down": "down"},
        "contract": "{measure}: {pattern} under the pattern and {counter} under the counter-setting, against a "
        "baseline with the same people and conditions",
        "contract_within": "{measure}: {counter} under the counter-setting, against the pattern",
        "sets": "conditions", "switch": "switch", "every": "none: the others cannot do without it",
        "coefficients": "coefficients", "marks": MARKS,
    },
    "da": {
        "now": "nu", "range": "interval", "span": "{low} til {high}, {unit}", "evidence": "belæg", "source": "kilde",
        "deck": "oplægget", "acts": "læses af", "no_rule": "ingen regel endnu", "rule": "regel", "needs": "kræver",
        "above": "at {levers} er over 0",
        "one_of": "en af", "weights": "{modes} eller vægte, for eksempel {{{one}: 0.5, {two}: 0.5}}",
        "costs": "koster", "scaled": "{share} af den kan betales",
        "beyond": "{money} kroner pr. voksen om året, {hours} arbejdstimer pr. 1.000 voksne om måneden, {attention} af "
        "byrådets opmærksomhed, ud over udgangspunktet",
        "price": "på niveau 1: {money:g} kroner pr. voksen om året, {hours:g} arbejdstimer pr. 1.000 voksne om "
        "måneden, {attention:g} af byrådets opmærksomhed",
        "formula": "formel", "counted": "opgjort for", "null": "nulværdi", "moved": "påvirkes af",
        "ledger": "regnskabet", "missing": "ingen værdi",
        "kind": {"levers": "virkemiddel", "context": "vilkår", "population": "befolkning", "rules": "koefficient",
                 "setting": "indstilling", "policy": "politik", "card": "kort", "measure": "mål", "process": "proces"},
        "differs": "ændrer", "was": "{value}   (udgangspunkt {base})", "same": "ingen forskel",
        "question": "drøft", "pattern": "mønster", "counter": "modstykke", "shown": "viser", "try": "prøv",
        "way": {"up": "op", "down": "ned"},
        "contract": "{measure}: {pattern} i mønstret og {counter} i modstykket over for et udgangspunkt med samme "
        "befolkning og vilkår",
        "contract_within": "{measure}: {counter} i modstykket over for mønstret",
        "sets": "vilkår", "switch": "afbryder", "every": "ingen: de andre kan ikke undvære den",
        "coefficients": "koefficienter",
        "marks": {"V": "læst i en gemt kopi af kilden",
                  "M": "efter hukommelsen fra en publikation: tjek, før den citeres",
                  "A": "modellens antagelse, uden empirisk anker"},
    },
}  # fmt: skip
"""Heads and phrases of `samspil explain`. What is explained is declared in both languages where it belongs; formulas,
units, sources and the rules of processes are in English in both."""


COMPARE = {
    "en": {
        "head": "{b} (B) against {a} (A): {town}, {n} citizens, {months} months, {futures} futures",
        "luck": "Same citizens, same luck: A and B first differ in month {month}.",
        "never": "A and B never differ in anything that happens to a citizen.",
        "towns": "{n} municipalities", "vertical": "Vertical: citizens and authorities",
        "horizontal": "Horizontal: citizens among themselves", "cost": "What it costs, and whom",
        "difference": "B − A", "range": "90 per cent interval",
        "nothing": "nothing that survives a correction for looking at many measures",
        "winners": "Who gains / who loses at least {change} points of 100 (share of citizens):",
        "all": "all", "fifth": "fifth {n}",
        "unsure": "{n} further measures cannot be told apart with these futures.",
        "narrower": "Same luck makes intervals {times} times narrower than independent futures (median over measures).",
        "needs": "needs about {needed} of memory; {free} are free",
        "again": "again:", "end": "A model for thinking, not a forecast.",
    },
    "da": {
        "head": "{b} (B) over for {a} (A): {town}, {n} borgere, {months} måneder, {futures} fremtider",
        "luck": "Samme borgere, samme tilfældigheder: A og B adskiller sig første gang i måned {month}.",
        "never": "A og B skiller sig aldrig ud i noget, der sker for en borger.",
        "towns": "{n} kommuner", "vertical": "Vertikalt: borgere og myndigheder",
        "horizontal": "Horisontalt: borgerne imellem", "cost": "Hvad det koster, og hvem",
        "difference": "B − A", "range": "90 procents interval",
        "nothing": "intet, der holder, når man tager højde for, at der ses på mange mål",
        "winners": "Hvem vinder / hvem taber mindst {change} point af 100 (andel af borgerne):",
        "all": "alle", "fifth": "femtedel {n}",
        "unsure": "{n} andre mål kan ikke skelnes med så mange fremtider.",
        "narrower": "Samme tilfældigheder gør intervallerne {times} gange smallere end uafhængige fremtider (median).",
        "needs": "kræver omkring {needed} hukommelse; {free} er ledig",
        "again": "igen:", "end": "En model til at tænke med, ikke en prognose.",
    },
}  # fmt: skip
"""Heads and phrases of `samspil compare`."""

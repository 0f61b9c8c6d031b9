"""What the player says, in English and Danish side by side. What is declared elsewhere is not repeated here."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "town": {"en": "{n} citizens of {town}", "da": "{n} borgere i {town}"},
    "town_part": {"en": "{n} of {all} citizens of {town}", "da": "{n} af {all} borgere i {town}"},
    "towns": {"en": "{n} municipalities", "da": "{n} kommuner"},
    "skip": {"en": "To the controls", "da": "Til knapperne"},
    "picture": {
        "en": "The town: each mark is a citizen, placed near those they know. In the middle is the forum.",
        "da": "Byen: hvert mærke er en borger, placeret tæt på dem, de kender. I midten er mødestedet.",
    },
    "forum": {"en": "Forum", "da": "Møde"},
    "traditional": {"en": "traditional", "da": "traditionel"},
    "consumer": {"en": "consumer", "da": "forbruger"},
    "innovative": {"en": "innovative", "da": "innovativ"},
    "trust": {"en": "trust in politicians", "da": "tillid til politikerne"},
    "none": {"en": "none", "da": "ingen"},
    "full": {"en": "full", "da": "fuld"},
    "tie": {"en": "know each other", "da": "kender hinanden"},
    "met": {"en": "met at a forum", "da": "lærte hinanden at kende til møder"},
    "came": {"en": "came to the forum", "da": "kom til mødet"},
    "heard": {"en": "and was heard", "da": "og blev hørt"},
    "complained": {"en": "complained", "da": "klagede"},
    "this_month": {"en": "this month", "da": "denne måned"},
    "controls": {"en": "Play the run", "da": "Afspil kørslen"},
    "play": {"en": "Play", "da": "Afspil"},
    "pause": {"en": "Pause", "da": "Pause"},
    "back": {"en": "One month back", "da": "En måned tilbage"},
    "forward": {"en": "One month on", "da": "En måned frem"},
    "speed": {"en": "Speed", "da": "Hastighed"},
    "month": {"en": "Month", "da": "Måned"},
    "start": {"en": "Before the first month", "da": "Før første måned"},
    "when": {"en": "Year {year}, month {month}", "da": "År {year}, måned {month}"},
    "help": {"en": "Keys", "da": "Taster"},
    "close": {"en": "Close", "da": "Luk"},
    "key_play": {"en": "Space or P: play and pause", "da": "Mellemrum eller P: afspil og pause"},
    "key_step": {"en": "← and →: one month back or on", "da": "← og →: en måned tilbage eller frem"},
    "key_speed": {"en": "+ and −: faster and slower", "da": "+ og −: hurtigere og langsommere"},
    "key_table": {"en": "T: the numbers as a table", "da": "T: tallene som tabel"},
    "key_help": {"en": "?: these keys", "da": "?: disse taster"},
    "still": {
        "en": "Your device asks for less motion: nothing moves by itself here; step with the arrows.",
        "da": "Din enhed beder om mindre bevægelse: intet bevæger sig af sig selv; gå frem med pilene.",
    },
    "no_script": {
        "en": "The moving picture needs JavaScript. The policy in words and the numbers stand below.",
        "da": "Det levende billede kræver JavaScript. Politikken i ord og tallene står nedenfor.",
    },
    "with": {"en": "with the policy", "da": "med politikken"},
    "without": {
        "en": "without the policy: same citizens, same luck",
        "da": "uden politikken: samme borgere, samme tilfældigheder",
    },
    "without_short": {"en": "without", "da": "uden"},
    "with_short": {"en": "with", "da": "med"},
    "of_100": {"en": "points of 100", "da": "point ud af 100"},
    "years": {
        "en": "Years. Shares in points of 100; axes show a part of the scale.",
        "da": "År. Andele i point ud af 100; akserne viser en del af skalaen.",
    },
    "policy": {"en": "What is tried", "da": "Hvad der prøves"},
    "result": {"en": "Model shows", "da": "Modellen viser"},
    "deck": {"en": "Deck says", "da": "Oplægget siger"},
    "assumed": {"en": "Model assumes", "da": "Modellen antager"},
    "levers": {"en": "What differs from usual", "da": "Hvad der er anderledes end normalt"},
    "lever": {"en": "lever or condition", "da": "virkemiddel eller vilkår"},
    "usual": {"en": "usual", "da": "normalt"},
    "now": {"en": "here", "da": "her"},
    "same": {"en": "Nothing: everything is as usual.", "da": "Intet: alt er, som det plejer."},
    "starts": {
        "en": "The policy begins after month {month} (dotted line).",
        "da": "Politikken begynder efter måned {month} (prikket linje).",
    },
    "table": {"en": "The numbers as a table", "da": "Tallene som tabel"},
    "year": {"en": "after year", "da": "efter år"},
    "recorded": {
        "en": "Recorded run, seed {seed}, samspil {version}. The same command gives the same numbers:",
        "da": "Optaget kørsel, seed {seed}, samspil {version}. Den samme kommando giver de samme tal:",
    },
    "copy": {"en": "Copy", "da": "Kopiér"},
    "copied": {"en": "Copied", "da": "Kopieret"},
    "selected": {"en": "Selected: press Ctrl+C", "da": "Markeret: tryk Ctrl+C"},
    "one_luck": {
        "en": "This is one run with one luck; with another seed it goes another way. How sure a difference is, this "
        "command says:",
        "da": "Det er én kørsel med ét sæt tilfældigheder; med et andet seed går det anderledes. Hvor sikker en "
        "forskel er, viser denne kommando:",
    },
    "aim": {"en": "A model for thinking, not a forecast.", "da": "En model til at tænke med, ikke en prognose."},
    "mode_none": {"en": "nobody is asked", "da": "ingen spørges"},
    "mode_open": {"en": "open to all", "da": "åbent for alle"},
    "mode_targeted": {"en": "in person", "da": "opsøgende"},
    "mode_lottery": {"en": "by lottery", "da": "lodtrækning"},
    "mode_stratified": {"en": "stratified lottery", "da": "stratificeret lodtrækning"},
}
"""Name: what is said in each language; `{}` is filled in."""


def said(language: str) -> dict[str, str]:
    """Every text in one language."""
    return {name: both[language] for name, both in TEXTS.items()}

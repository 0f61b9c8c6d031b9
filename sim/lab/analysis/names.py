"""What a factor of a sweep is called: the words with which its parameter was declared."""

from __future__ import annotations

from sim.catalogue import PARAMETERS, SETTINGS
from sim.parameters import Parameter


def parameter(key: str) -> Parameter | None:
    """The declaration of a factor; of the mix, where the factor is one of its weights; None for other settings."""
    return PARAMETERS.get(key) or PARAMETERS.get(key.rpartition(".")[0])


def label(key: str, language: str = "en") -> str:
    """What a factor means, as declared, without the full stop.

    Args:
        key: the full key, "levers.listening" or "population.types.consumer".
        language: "en" or "da".
    """
    p = parameter(key)
    about = p or SETTINGS.get(key)
    if about is None:
        return key
    text = str(getattr(about, language)).rstrip(". ")
    return f"{text.partition(':')[0]}: {key.rpartition('.')[2]}" if p is not None and key not in PARAMETERS else text


def short(key: str) -> str:
    """A factor in a few letters: "listening" for a lever or condition, the whole key without "rules." for others."""
    group, _, name = key.partition(".")
    return name.replace("_", " ") if group in ("levers", "context") else key.removeprefix("rules.")


_SETTINGS_DA = {
    "municipality": "kommunen", "citizens": "antallet af borgere", "months": "antallet af måneder",
    "policy": "politikken", "start_month": "startmåneden", "ramp_months": "indfasningen", "stop_month": "slutmåneden",
    "then": "den politik, der følger efter",
}  # fmt: skip


def called(key: str, language: str = "en") -> str:
    """A factor as it is called in a sentence.

    Levers and conditions have names that are plain English words; everything else, and everything in Danish, is
    called by its declared meaning.
    """
    if key in SETTINGS:
        return _SETTINGS_DA.get(key, key) if language == "da" else key.replace("_", " ")
    if language == "en" and key.partition(".")[0] in ("levers", "context"):
        return short(key)
    return f"»{label(key, 'da')}«" if language == "da" else f"“{label(key)}”"

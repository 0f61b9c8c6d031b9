"""Parameters, each declared once: what it means, its unit, default, range, source and how good its evidence is.

A group of parameters is a `NamedTuple` whose fields carry an `About`. Kernels read it as it is (`k.rate`), and
everything else is derived from the declarations: the check of a scenario and its error messages, `samspil explain`,
the tables in docs/odd.md, sliders and sweep bounds.
"""

from __future__ import annotations

from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, model_validator

Kind = Literal["lever", "uncertainty", "constant"]
Mark = Literal["V", "M", "A"]

MARKS = {
    "V": "read in a stored copy of the source named",
    "M": "from memory of a publication: check before quoting",
    "A": "an assumption of the model without an empirical anchor",
}


TRIAL = "numerical trial of the core rules"
"""Source of coefficients that a trial of the core rules found to hold together."""


class About(BaseModel):
    """What is said of a parameter where it is declared.

    Attributes:
        en, da: meaning in English and Danish, one short sentence.
        low, high: allowed range, both ends included.
        unit: "share", "per month", "logit" (log-odds) …
        source: where the value comes from.
        mark: evidence: V read in the source, M from memory, A assumed.
        deck: the deck's words that it stands for, where it has any.
        needs: levers that must be above zero before this one can have any effect.
        modes: for a parameter that is a mix, the names that it gives weights to; the weights count relative to
            their sum, and a bare name gives that one all the weight.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    da: str
    low: float = 0.0
    high: float = 1.0
    unit: str = "share"
    source: str = "assumed"
    mark: Mark = "A"
    deck: str = ""
    needs: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


class Parameter(About):
    """A parameter as everything else sees it: what was declared, with its full name, kind and default."""

    key: str
    kind: Kind
    default: bool | float | dict[str, float]

    @model_validator(mode="after")
    def _default_lies_in_range(self) -> Parameter:
        numbers = list(self.default.values()) if isinstance(self.default, dict) else [float(self.default)]
        for number in numbers:
            if not self.low <= number <= self.high:
                raise ValueError(f"{self.key}: the default {number:g} is outside {self.low:g} to {self.high:g}")
        return self

    @property
    def name(self) -> str:
        """The last part of the key: "facilitation" of "levers.facilitation"."""
        return self.key.rpartition(".")[2]


def declared(prefix: str, kind: Kind, group: type[Any]) -> tuple[Parameter, ...]:
    """The parameters that a group declares.

    Args:
        prefix: what stands before the name in the key, "rules.listening" for example.
        kind: what the group's parameters are.
        group: a NamedTuple class; every field is `Annotated[float, About(...)] = default`.

    Raises:
        TypeError: if a field has no default or no `About`.
    """
    found = []
    defaults = group._field_defaults
    for name, hint in get_type_hints(group, include_extras=True).items():
        notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, About)]
        if not notes or name not in defaults:
            raise TypeError(f"{group.__module__}.{group.__name__}.{name} needs an About(...) and a default")
        found.append(Parameter(**notes[0].model_dump(), key=f"{prefix}.{name}", kind=kind, default=defaults[name]))
    return tuple(found)

"""Sweeps as people write them: a YAML file, KEY=LIST or KEY=RANGE on the command line, or both; the words go before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim import configs
from sim.catalogue import PARAMETERS, full_key
from sim.errors import ScenarioError, nearest
from sim.lab.sweep import design as designs
from sim.lab.sweep.design import KINDS, WHOLE, Design, Factor, wrong
from sim.lab.sweep.plan import Plan, bounds
from sim.overrides import Span, Values, parse_many, span
from sim.presets import flat
from sim.settings import put

PARTS = ("name", "settings", "design", "over", "rows", "seeds", "detail", "own")
"""What a file says; anything else in it is a setting."""
OPTIONS = ("kind", "n", "levels", "luck", "second_order")
ASIDE = ("design", "n", "levels", "seeds", "seed", "detail", "engine", "workers", "shard", "out", "name", "own")
"""What stands aside as an option, `--design lhs`, and is easily written like a setting."""
SEEDS = 10
FIRST_SEED = 7
MOST_SEEDS = 100_000


@dataclass(frozen=True)
class Wish:
    """What a sweep is to do, as it has been said so far; None: not said.

    Attributes:
        name: what it is called.
        given: fixed settings by full key.
        over: what is varied: values to try, or a range.
        rows: rows written down one by one.
        options: kind, n, levels, luck, second_order of the design.
        seeds: how many, which, or "7..16".
        seed: the first one, where it is said how many.
        detail: "runs", "series" or "citizens".
        own: MODULE:NAME of processes and measures of your own.
    """

    name: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    over: Mapping[str, Values | Span] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    seeds: Any = None
    seed: int | None = None
    detail: Any = None
    own: str | None = None

    def plan(self) -> Plan:
        """The plan, every value and both ends of every range checked.

        Raises:
            ScenarioError: for what is not allowed.
        """
        made = self._design()
        seeds = as_seeds(SEEDS if self.seeds is None else self.seeds, FIRST_SEED if self.seed is None else self.seed)
        name = self.name or _named(made)
        plan = Plan(name, self.given, made, seeds, self.detail or "runs", self.own or "")
        plan.check()
        return plan

    def _design(self) -> Design:
        if self.rows:
            if self.over:
                raise wrong(f"rows are written down, and {next(iter(self.over))} is varied, too", "rows",
                            advice=["do one of the two"])  # fmt: skip
            if self.options.get("kind", "list") != "list":
                raise wrong(f"rows are written down, and a design of kind {self.options['kind']} makes its own",
                            "design", advice=["leave out the design, or the rows"])  # fmt: skip
            return designs.listed(self.rows)
        if not self.over:
            raise wrong("nothing is varied", advice=["name something to try, as in  listening=0,0.5,1",
                                                     "what there is:   samspil list levers"])  # fmt: skip
        for key, given in self.over.items():
            if isinstance(given, Values):
                _not_a_comma(key, given.values)
        factors = [
            Factor.of(key, given.values) if isinstance(given, Values) else Factor(key, given.low, given.high)
            for key, given in self.over.items()
        ]
        ranges = [f.key for f in factors if not f.values]
        kind = self.options.get("kind") or ("grid" if not ranges else None)
        if kind is None:
            raise wrong(f"{ranges[0]} has a range, and it is not said how to spread rows over it", ranges[0],
                        advice=["--design lhs --n 200       200 rows, evenly spread",
                                "--design sobol --n 256     what each factor does, with indices",
                                "--design morris --n 20     which factors matter at all",
                                f"or write values to try, as in  {ranges[0]}=0..1..0.25"])  # fmt: skip
        return _made(kind, factors, {key: value for key, value in self.options.items() if key != "kind"})


def _made(kind: str, factors: list[Factor], options: dict[str, Any]) -> Design:
    takes = {
        "grid": (),
        "lhs": ("n", "luck"),
        "sobol": ("n", "luck", "second_order"),
        "morris": ("n", "levels", "luck"),
    }
    if kind not in takes:
        best = nearest(str(kind), KINDS)
        raise wrong(f"there is no design called '{kind}'", "design", value=kind,
                    advice=[*([f"did you mean  {best}"] if best else []), f"there are  {', '.join(KINDS)}"],
                    )  # fmt: skip
    for option, value in options.items():
        if option not in takes[kind]:
            raise wrong(f"a design of kind {kind} has no {option}", option, value=value,
                        advice=[f"leave it out{'' if kind != 'grid' else ', or choose  --design lhs'}"])  # fmt: skip
    if "n" in takes[kind] and "n" not in options:
        many = {"lhs": ("rows", 200), "sobol": ("points", 256), "morris": ("trajectories", 20)}[kind]
        raise wrong(f"how many {many[0]} is the design to have?", "n", advice=[f"for example  --n {many[1]}"])
    make = {"grid": designs.grid, "lhs": designs.latin, "sobol": designs.sobol, "morris": designs.morris}[kind]
    made: Design = make(factors, **options)  # type: ignore[operator]
    return made


def words(texts: Iterable[str], wish: Wish | None = None) -> Wish:
    """A wish with what KEY=VALUE, KEY=LIST and KEY=RANGE say, which goes before what was said earlier.

    Raises:
        ScenarioError: for what cannot be understood.
    """
    wish = wish or Wish()
    given, over = dict(wish.given), dict(wish.over)
    for short, value in parse_many(texts):
        key = full_key(short)
        if short in ASIDE:
            raise wrong(f"{short} is an option, not a setting", short, value=value,
                        advice=[f"write  --{short} ...   see  samspil sweep --help"])  # fmt: skip
        if isinstance(value, Values | Span):
            _whole_ends(key, value)
            put({}, key, ",".join(str(v) for v in value.values) if isinstance(value, Values) else value.low)
            given.pop(key, None)
            over[key] = value
        else:
            over.pop(key, None)
            put(given, key, value)
    return replace(wish, given=given, over=over)


def file(path: str | Path) -> Wish:
    """What a YAML file of a sweep says.

    Raises:
        ScenarioError: if there is no such file, or something in it means nothing.
    """
    said = _read(Path(path))
    if said.get("kind") == "sweep" and "complete" in said:
        return of(Plan.from_config(said))
    given: dict[str, Any] = {}
    loose = {key: value for key, value in said.items() if key not in PARTS}
    for key, value in (*_flat(said.get("settings"), "settings", path), *_flat(loose, "settings", path)):
        try:
            put(given, full_key(key), value)
        except ScenarioError:
            best = nearest(key, PARTS)
            if best is None or key not in said:
                raise
            raise ScenarioError("E-FILE", f"{path} has a part '{key}', which means nothing here", key=key, value=value,
                                allowed=", ".join(PARTS), nearest=best, advice=[f"did you mean  {best}:"],
                                ) from None  # fmt: skip
    return Wish(
        name=str(said.get("name") or Path(path).stem),
        given=given,
        over=_over(said.get("over")),
        rows=_rows(said.get("rows"), path),
        options=_options(said.get("design")),
        seeds=said.get("seeds"),
        detail=said.get("detail"),
        own=said.get("own"),
    )


def of(plan: Plan) -> Wish:
    """The wish that a plan fulfils, so that a part of it can be wished otherwise."""
    d = plan.design
    return Wish(
        name=plan.name,
        given=dict(plan.given),
        over={} if d.kind == "list" else {f.key: Values(f.values) if f.values else Span(*f[1:3]) for f in d.factors},
        rows=[d.settings(row) for row in range(len(d.rows))] if d.kind == "list" else (),
        options={"kind": d.kind, **d.options},
        seeds=plan.seeds,
        detail=plan.detail,
        own=plan.own,
    )


def as_seeds(said: Any, first: int = FIRST_SEED) -> tuple[int, ...]:
    """Seeds: so many from the first on, those in a list, or from one to another, "7..16".

    Raises:
        ScenarioError: if it is none of these, or too many.
    """
    text = str(said).strip() if isinstance(said, str) else ""
    if match := re.fullmatch(r"(\d+)\.\.(\d+)", text):
        found: Sequence[Any] = range(int(match[1]), int(match[2]) + 1)
    elif re.fullmatch(r"\d+(,\d+)+", text):
        found = [int(part) for part in text.split(",")]
    elif text.isdecimal() or (isinstance(said, int) and not isinstance(said, bool)):
        found = range(first, first + int(said))
    elif isinstance(said, list | tuple | range):
        found = said
    else:
        found = ()
    if not 1 <= len(found) <= MOST_SEEDS:
        raise wrong(f"seeds={said} is no number of seeds", "seeds", value=said,
                    advice=[f"write how many, 1 to {MOST_SEEDS:,}, or which:   20    7..26    [1, 5, 9]"])  # fmt: skip
    return tuple(found)


def _not_a_comma(key: str, values: tuple[Any, ...]) -> None:
    """Whole numbers beyond the range, which read as decimals would lie within: "listening=0,5"."""
    declared = PARAMETERS.get(key) or PARAMETERS.get(key.rpartition(".")[0])
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if declared is None or len(numbers) < len(values) or len(numbers) % 2:
        return
    beyond = [v for v in numbers if not declared.low <= v <= declared.high]
    if not beyond or any(v < 0 or v != int(v) for v in numbers):
        return
    meant = [float(f"{int(a)}.{int(b)}") for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
    if not all(declared.low <= v <= declared.high for v in meant):
        return
    typed, pointed = ",".join(f"{v:g}" for v in numbers), ",".join(f"{v:g}" for v in meant)
    read = f"{len(numbers)} values" if len(numbers) > 2 else f"two values, {numbers[0]:g} and {numbers[1]:g}"
    ends = f"{declared.low:g} to {declared.high:g}"
    raise ScenarioError(
        "E-COMMA",
        f"I read '{declared.name}={typed}' as {read}, and {beyond[0]:g} is outside {ends}",
        key=key,
        value=typed,
        allowed=f"numbers from {ends}, with a decimal point",
        advice=[
            f"If these are decimal commas write   {declared.name}={pointed}      (decimal point, also in Danish)",
            f"To try several values write         {declared.name}={declared.low:g},{declared.high:g}",
        ],
    )


def _whole_ends(key: str, given: Values | Span) -> None:
    for end in given if isinstance(given, Span) and key in WHOLE else ():
        if end != int(end):
            raise wrong(f"{key} is a whole number, and {end:g} is none", key, value=end)


def _over(said: Any) -> dict[str, Values | Span]:
    """What a file varies: `key: [list]`, `key: {low, high}`, `key: low..high`, or nothing for the declared range."""
    if isinstance(said, list):
        said = dict.fromkeys(said)
    if said is not None and not isinstance(said, Mapping):
        raise wrong("over: must have lines  key: [values]  or  key: low..high", "over", value=said)
    found: dict[str, Values | Span] = {}
    for short, value in (said or {}).items():
        key = full_key(str(short))
        put({}, key, value)
        if value is None:
            low, high = bounds(key)
            found[key] = Span(low, high)
        elif isinstance(value, list):
            found[key] = Values(tuple(value))
        elif isinstance(value, str) and ".." in value:
            found[key] = span(str(short), value)
        elif isinstance(value, Mapping) and {"low", "high"} <= set(value) <= {"low", "high", "step"}:
            found[key] = span(
                str(short), "..".join(str(value[part]) for part in ("low", "high", "step") if part in value)
            )
        else:
            raise wrong(f"over: {short}: {value} is neither values nor a range", key, value=value,
                        advice=[f"write  {short}: [0, 0.5, 1]   or  {short}: 0.2..0.8   or  {short}:",
                                "one value for all runs belongs under  settings:"])  # fmt: skip
        _whole_ends(key, found[key])
    return found


def _rows(said: Any, path: str | Path) -> list[dict[str, Any]]:
    if said is None:
        return []
    if not isinstance(said, list) or not all(isinstance(row, Mapping) for row in said) or not said:
        raise wrong("rows: must be a list of rows", "rows", advice=["each as  - {policy: sortition, listening: 0.4}"])
    rows = []
    for row in said:
        held: dict[str, Any] = {}
        for key, value in _flat(row, "rows", path):
            put(held, full_key(key), value)
        rows.append(held)
    return rows


def _options(said: Any) -> dict[str, Any]:
    if said is None:
        return {}
    held = {"kind": said} if isinstance(said, str) else said
    if not isinstance(held, Mapping):
        raise wrong("design: must name a kind", "design", value=said, advice=["as in  design: {kind: lhs, n: 200}"])
    for option in held:
        if option not in OPTIONS:
            best = nearest(str(option), OPTIONS)
            raise wrong(f"a design has no '{option}'", "design", value=option,
                        advice=[f"did you mean  {best}"] if best else [f"it may say  {', '.join(OPTIONS)}"],
                        )  # fmt: skip
    return dict(held)


def _named(design: Design) -> str:
    """A name for a sweep that has none: what it varies."""
    names = "_".join(re.sub(r"\W", "_", f.key.rpartition(".")[2]) for f in design.factors)
    return names if len(names) <= 40 else f"{len(design.factors)}_factors"


def _flat(said: Any, part: str, path: str | Path) -> list[tuple[str, Any]]:
    if said is None:
        return []
    if not isinstance(said, Mapping):
        raise wrong(f"{part}: must have lines  key: value", part, value=said)
    try:
        return list(flat({str(key): value for key, value in said.items()}))
    except RecursionError:
        raise ScenarioError("E-FILE", f"{path} contains itself", key=part, value=str(path),
                            allowed="a file of KEY: value lines", advice=["drop the & and * from it"],
                            ) from None  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    example = configs.folder() / "sweep" / "listening.yaml"
    problem = f"there is no file {path}"
    if path.is_file():
        try:
            return configs.read(path)
        except (OSError, ValueError) as error:
            problem = f"the sweep {path} cannot be read: {error}"
    raise ScenarioError("E-FILE", problem, key="file", value=str(path), allowed="a file of a sweep",
                        advice=[f"an example:   {example}"])  # fmt: skip

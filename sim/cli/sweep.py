"""`samspil sweep`: many runs after a plan, kept as they are complete."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sim.cli import sweep_merge
from sim.cli.main import BAD_INPUT, OK, SOME_FAILED, STOPPED, fail, show_json
from sim.cli.progress import say_if_compiling
from sim.cli.run import refuse
from sim.cli.sweep_progress import SweepProgress, about, clock, size
from sim.cli.sweep_texts import SWEEP
from sim.errors import ScenarioError
from sim.lab.sweep import reading
from sim.lab.sweep.engines import Shard, choose
from sim.lab.sweep.engines.process import processors
from sim.lab.sweep.errors import SweepError, SweepStopped
from sim.lab.sweep.pilot import Pilot, pilot, roughly
from sim.lab.sweep.plan import Plan
from sim.lab.sweep.store import CONFIG, PROVENANCE, Store
from sim.lab.sweep.sweep import Outcome, sweep
from sim.lab.sweep.words import typed

MANY = 100_000
"""Runs that nobody asks for by mistake without being told."""
LONG = 12 * 3600.0
"""Seconds that nobody waits for by mistake without being told."""
FEW = 10
"""Seeds below which a 90 per cent range misleads."""
_SAID = ("design", "n", "levels", "second_order", "luck", "seeds", "seed", "detail", "name", "own")
"""Options that say what is done, and not how."""


def do(asked: argparse.Namespace) -> int:
    """Plan, and sweep, or say what it would be."""
    t = SWEEP[asked.lang]
    sys.path.append(os.getcwd())  # where processes and measures of one's own lie
    if asked.merge:
        try:
            return sweep_merge.do(asked, t)
        except SweepError as error:
            fail(error.headline, error.advice)
            return SOME_FAILED if error.begun else BAD_INPUT
    folders = [text for text in asked.what if "=" not in text and Path(text).is_dir()]
    files = [text for text in asked.what if text not in folders and "=" not in text]
    files = [text for text in files if text.endswith((".yaml", ".yml"))]
    settings = [text for text in asked.what if text not in (*files, *folders)]
    if unknown := [text for text in settings if "=" not in text]:
        return fail(f"'{unknown[0]}' is neither KEY=VALUE, nor a file or folder that is there",
                    ["a sweep is written  KEY=A,B,C  or  FILE.yaml  or, to go on,  DIR --resume"])  # fmt: skip
    if len(files) + len(folders) > 1:
        return fail(f"one file or folder at a time, not {', '.join([*files, *folders])}")
    if asked.engine == "shard" and not asked.shard:
        return fail("which part? the engine shard does one of N", ["--shard 1/8 ... --shard 8/8, all with one --out"])
    if asked.shard and not (asked.out or folders):
        return fail("parts of a sweep must find each other", ["give them all one folder:   --out out/study"])
    if folders and asked.out and Path(asked.out).resolve() != Path(folders[0]).resolve() and not asked.dry_run:
        again = f"samspil sweep {typed(Path(folders[0]) / CONFIG)} --out {typed(asked.out)}"
        return fail(f"two folders: {folders[0]} and --out {asked.out}",
                    ["to go on in the first leave out  --out", f"its plan again, elsewhere:   {again}"])  # fmt: skip
    go_on = asked.resume or asked.retry_failed or bool(asked.shard)
    if go_on and not asked.what and not asked.out:
        return fail("which sweep is to go on?", [f"name its folder:   samspil sweep {typed(_latest())} --resume"])
    try:
        if asked.shard:
            Shard.read(asked.shard)
        choose(_engine(asked), asked.workers, asked.scheduler)
        if folders and not (go_on or asked.dry_run):
            if not (Path(folders[0]) / PROVENANCE).is_file():
                return fail(f"{folders[0]} is a folder, and no sweep", ["where results go is said by  --out DIR"])
            return fail(
                f"{folders[0]} holds a sweep",
                [
                    f"go on with the sweep in it:   samspil sweep {typed(folders[0])} --resume",
                    f"its plan again, elsewhere:    samspil sweep {typed(Path(folders[0]) / CONFIG)}",
                ],
            )
        plan = _plan(asked, files, folders, settings)
        folder = Path(asked.out or (folders[0] if folders else _folder(plan, go_on)))
        if asked.dry_run:
            return _dry(plan, folder, asked, t)
        Store(folder).look(plan, resume=go_on)
        if not go_on and (told := _too_long(plan, asked, t)):
            return told
        if len(plan.seeds) < FEW and not asked.json:
            _note(f"warning: {t['few'].format(n=len(plan.seeds))}")
        return _sweep(plan, folder, asked, t)
    except ScenarioError as error:
        return refuse(error, asked.what, "sweep")
    except SweepError as error:
        fail(error.headline, error.advice)
        if not (error.begun and (folder / PROVENANCE).is_file()):
            return BAD_INPUT
        print(f"  {t['continue'].format(typed=typed(folder))}", file=sys.stderr)
        return SOME_FAILED


def _plan(asked: argparse.Namespace, files: list[str], folders: list[str], settings: list[str]) -> Plan:
    """The plan that is asked for."""
    said = _said(asked)
    if folders:
        plan = Store(Path(folders[0])).plan()
        if not settings and not said:
            return plan
        wish = reading.of(plan)
    else:
        wish = reading.file(files[0]) if files else reading.Wish()
    wish = reading.words(settings, wish)
    options = dict(wish.options)
    if said.get("design", options.get("kind")) != options.get("kind"):
        options = {}
    for option, name in {"kind": "design", "n": "n", "levels": "levels", "luck": "luck",
                         "second_order": "second_order"}.items():  # fmt: skip
        if name in said:
            options[option] = said[name]
    rest: Mapping[str, Any] = {name: said[name] for name in ("name", "seeds", "seed", "detail", "own") if name in said}
    return replace(wish, options=options, **rest).plan()


def _said(asked: argparse.Namespace) -> dict[str, Any]:
    """What is asked for by options, as far as it says what is done; 0 is something said."""
    values = {name: getattr(asked, name) for name in _SAID}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def _engine(asked: argparse.Namespace) -> str:
    return asked.engine if asked.engine not in (None, "shard") else "process"


def _latest() -> str:
    """The sweep in `out/` that was begun last; DIR where there is none."""
    found = sorted(Path("out").glob(f"*/{PROVENANCE}"), key=lambda path: path.stat().st_mtime)
    return str(found[-1].parent) if found else "DIR"


def _folder(plan: Plan, go_on: bool) -> Path:
    """Where a sweep goes that no folder was named for: where it was begun, on whatever day, or a new one."""
    name = f"{plan.name}_{plan.hash[:6]}"
    begun = sorted(path.parent for path in Path("out").glob(f"*_{name}/{PROVENANCE}")) if go_on else []
    return begun[-1] if begun else Path("out") / f"{date.today().isoformat()}_{name}"


def _sweep(plan: Plan, folder: Path, asked: argparse.Namespace, t: dict[str, str]) -> int:
    engine = _engine(asked)
    if not asked.json:
        words = {"name": plan.name, "design": _design(plan), "seeds": len(plan.seeds), "runs": f"{plan.runs:,}",
                 "workers": _workers(asked, t), "folder": folder}  # fmt: skip
        _note(t["head"].format(**words))
    say_if_compiling()
    progress = SweepProgress(asked.lang, silent=asked.json)
    try:
        outcome = sweep(plan, folder, engine=engine, workers=asked.workers, address=asked.scheduler, shard=asked.shard,
                        resume=asked.resume, retry_failed=asked.retry_failed, progress=progress,
                        command=_command(asked))  # fmt: skip
    except SweepStopped as stopped:
        progress.close()
        said = t["stopped"].format(done=f"{stopped.done:,}", total=f"{stopped.total:,}", typed=typed(folder))
        print(said, file=sys.stderr)
        return STOPPED
    except (SystemExit, KeyboardInterrupt) as ended:  # a cluster whose time is up; or stopped again while it stopped
        progress.close()
        if not (folder / PROVENANCE).is_file():
            raise
        _note(t["continue"].format(typed=typed(folder)))
        if isinstance(ended, SystemExit):
            raise
        return STOPPED
    finally:
        progress.close()
    if asked.json:
        show_json(_as_json(plan, outcome))
    else:
        print("\n".join(_end(outcome, t)))
    return SOME_FAILED if outcome.failed else OK


def _note(text: str) -> None:
    """Say something on stderr, if somebody reads that: a sweep does not end because nobody does."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def _end(o: Outcome, t: dict[str, str]) -> list[str]:
    """The last lines: what became of it, and what to do next."""
    words = {"ok": f"{o.kept - o.failed:,}", "failed": f"{o.failed:,}", "n": f"{o.failed:,}", "kinds": o.kinds,
             "kept": f"{o.kept:,}", "runs": f"{o.runs:,}", "time": clock(o.seconds), "folder": o.folder,
             "typed": typed(o.folder)}  # fmt: skip
    what = "part" if not o.complete else "done" if o.lived else "nothing"
    lines = [t[what].format(**words)]
    lines += [t["analyse"].format(**words), t["open"].format(**words)]
    if o.failed:
        lines.append(t["retry_one" if o.kinds == 1 else "retry"].format(**words))
    return lines


def _as_json(plan: Plan, o: Outcome) -> dict[str, Any]:
    return {
        "name": plan.name,
        "folder": str(o.folder),
        "plan": plan.hash,
        "runs": o.runs,
        "ok": o.kept - o.failed,
        "failed": o.failed,
        "missing": o.runs - o.kept,
        "lived": o.lived,
        "seconds": o.seconds,
    }


# ---------------------------------------------------------------------- before it begins


def _dry(plan: Plan, folder: Path, asked: argparse.Namespace, t: dict[str, str]) -> int:
    """Say what a sweep would be."""
    found = _pilot(plan, asked, t)
    seconds = found.seconds(_count(asked))
    if asked.json:
        show_json({"name": plan.name, "folder": str(folder), "plan": plan.hash, "rows": len(plan.design.rows),
                   "seeds": len(plan.seeds), "runs": plan.runs, "chunks": len(plan.chunks()), "workers": _count(asked),
                   "seconds_alone": list(found.alone), "seconds_each": found.each, "seconds": seconds,
                   "bytes": found.size, "config": plan.config()})  # fmt: skip
        return OK
    d = plan.design
    words = {"name": plan.name, "rows": f"{len(d.rows):,}", "seeds": len(plan.seeds), "runs": f"{plan.runs:,}",
             "chunks": f"{len(plan.chunks()):,}", "time": about(seconds), "workers": _workers(asked, t),
             "each": about(found.each), "alone": ", ".join(about(s) for s in found.alone), "size": size(found.size),
             "folder": folder, "error": found.failed}  # fmt: skip
    lines = [t["dry"].format(**words), f"design      {_design(plan)}"]
    for f in d.factors:
        shown = ", ".join(str(v) for v in f.values) if f.values else f"{f.low:g} to {f.high:g}"
        lines.append(f"  {f.key:38s}{shown}")
    lines += [t["time"].format(**words), t["tried"].format(**words), t["disk"].format(**words)]
    if found.failed:
        lines.append(t["pilot_failed"].format(**words))
    print("\n".join([*lines, t["folder"].format(**words), "", t["all"], _yaml(plan)]))
    return OK


def _yaml(plan: Plan) -> str:
    import yaml

    config = plan.config()
    for town in config["complete"]["towns"]:
        town.pop("parts", None)
    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110).rstrip()


def _too_long(plan: Plan, asked: argparse.Namespace, t: dict[str, str]) -> int:
    """Refuse what takes very long, once; 0 where it doesn't, or is wanted all the same."""
    workers = _count(asked)
    if asked.yes or (plan.runs <= MANY and roughly(plan) / workers < LONG / 4):
        return OK
    found = _pilot(plan, asked, t)
    seconds = found.seconds(workers)
    if plan.runs <= MANY and seconds <= LONG:
        return OK
    words = {"runs": f"{plan.runs:,}", "rows": f"{len(plan.design.rows):,}", "seeds": len(plan.seeds),
             "time": about(seconds), "workers": _workers(asked, t), "each": about(found.each),
             "size": size(found.size)}  # fmt: skip
    numbers = [f for f in plan.design.factors if all(isinstance(v, int | float) for v in f.values)]
    advice = [t["long_time"].format(**words)]
    if len(numbers) == len(plan.design.factors):
        seeds = min(20, len(plan.seeds))
        n = 2_000
        fixed = [text for text in asked.what if text.partition("=")[2] and not any(c in text for c in (",", ".."))]
        spans = [f"{f.key.removeprefix('levers.')}={f.low:g}..{f.high:g}" for f in numbers]
        command = shlex.join(
            ["samspil", "sweep", *spans, *fixed, "--design", "lhs", "--n", str(n), "--seeds", str(seeds)]
        )
        advice.append(t["instead"].format(command=command, time=about(n * seeds * found.each / workers)))
    return fail(t["long"].format(**words), [*advice, t["yes"]])


def _pilot(plan: Plan, asked: argparse.Namespace, t: dict[str, str]) -> Pilot:
    say_if_compiling()
    return pilot(plan, lambda _: None if asked.json else print(t["trying"], file=sys.stderr, flush=True))


def _count(asked: argparse.Namespace) -> int:
    if asked.engine == "serial":
        return 1
    return max(1, asked.workers or processors())


def _workers(asked: argparse.Namespace, t: dict[str, str]) -> str:
    if asked.engine == "dask" and asked.scheduler:
        return str(asked.scheduler)
    count = _count(asked)
    return t["worker"] if count == 1 else t["workers"].format(n=count)


def _design(plan: Plan) -> str:
    """The design in a few words: "sobol 256 x 8", "grid 3 x 3", "list 12"."""
    d = plan.design
    if d.kind == "grid":
        return "grid " + " x ".join(str(len(f.values)) for f in d.factors)
    if d.kind in ("sobol", "morris"):
        n = d.options["n"]
        return f"{d.kind} {n:,} x {len(d.rows) // n}"
    return f"{d.kind} {len(d.rows):,}"


def _command(asked: argparse.Namespace) -> str:
    """The command that was given, as far as it says what is done."""
    words = ["samspil", "sweep", *asked.what]
    for name, value in _said(asked).items():
        words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return shlex.join(words)

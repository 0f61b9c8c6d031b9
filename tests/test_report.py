"""The report of a comparison, as a planner reads it and as a browser does."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.app import figures
from sim.app.numbers import Numbers
from sim.app.stored import FolderError, read
from sim.app.texts import REPORT, UNITS
from sim.cli import main
from sim.lab.compare import ROLES
from sim.measures import MEASURES
from sim.measures.outcomes import OUTCOMES

LANGUAGES = ("en", "da")
PAGES = {"en": "report.html", "da": "report.da.html"}
COMPARED = ["compare", "representative_baseline", "open_invitation", "citizens=200", "months=24", "--pairs", "4",
            "--threads", "1"]  # fmt: skip
NUMBER = re.compile(r"[−-]?\d[\d\u202f]*(?:[.,]\d+)?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison with its report in both languages."""
    place = tmp_path_factory.mktemp("report") / "compared"
    assert main([*COMPARED, "--out", str(place)]) == 0
    for language in LANGUAGES:
        assert main(["report", str(place), "--lang", language]) == 0
    return place


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """The same folder, to be damaged."""
    return Path(shutil.copytree(folder, tmp_path / "copied"))


class Tables(HTMLParser):
    """The cells of every table: file, key of the row, text."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[tuple[str, str, str]] = []
        self.source, self.key, self.text, self.inside = "", "", "", False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag == "table":
            self.source = has.get("data-from") or ""
        elif tag == "tr":
            self.key = has.get("data-key") or ""
        elif tag == "td":
            self.inside, self.text = True, ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False
            if self.source:
                self.cells.append((self.source, self.key, self.text))


def rows(folder: Path) -> dict[tuple[str, str], list[float]]:
    """The numbers of each row of the data, by file and the key that the report gives the row."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in pd.read_csv(folder / "measures.csv").to_dict("records"):
        found["measures.csv", row["measure"]] = [
            *(row[at] for at in ("a", "b", "mean", "lo", "hi", "more", "futures")), row["agree"] * row["futures"]
        ]  # fmt: skip
    for row in pd.read_csv(folder / "series.csv").to_dict("records"):
        found["series.csv", f"{row['month']}/{row['measure']}"] = [row[at] for at in ("mean", "lo", "hi")]
    for row in pd.read_csv(folder / "winners.csv", keep_default_na=False).to_dict("records"):
        key = f"{row['outcome']}/{row['by']}/{row['group']}"
        found["winners.csv", key] = [row[at] for at in ("gain", "lose", "stay", "mean")]
    for (policy, stage), part in pd.read_csv(folder / "chain.csv").groupby(["policy", "stage"]):
        found["chain.csv", f"{policy}/{stage}"] = list(part["count"])
    settings = [yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in "ab"]
    for key in settings[0]:
        values = [value for each in settings for value in _numbers(each[key])]
        found["a.yaml b.yaml", key] = values
    return found


def _numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [float(each) for each in value.values()]
    return [float(value)] if isinstance(value, int | float) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_a_table_is_that_row_of_the_data_rounded(folder: Path, language: str) -> None:
    parser = Tables()
    parser.feed((folder / PAGES[language]).read_text(encoding="utf-8"))
    data = rows(folder)
    seen: dict[str, int] = {}
    for source, key, text in parser.cells:
        if not text.strip() or REPORT[language]["over"].split("{")[0] in text or (
            source == "a.yaml b.yaml" and NUMBER.search(text) is None):  # fmt: skip
            continue
        for token in NUMBER.findall(text.replace("<1", "")):
            number = token.replace("\u202f", "").replace("−", "-").replace("," if language == "da" else "\0", ".")
            half = 0.5 * 10.0 ** -len(number.partition(".")[2]) * (1 + 1e-9)
            near = [v for value in data[source, key] for v in (value, 100 * value) if abs(v - float(number)) <= half]
            assert near, f"{source}, {key}: {token!r} in {text!r} is none of {data[source, key]}"
            seen[source] = seen.get(source, 0) + 1
    assert set(seen) == {"measures.csv", "series.csv", "winners.csv", "chain.csv", "a.yaml b.yaml"}
    assert min(seen.values()) > 10, seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_stands_in_exactly_one_of_differs_cannot_be_told_and_is_the_same(
    folder: Path, language: str
) -> None:
    """Costs are shown once more, and a measure may belong to one ledger only."""
    text = (folder / PAGES[language]).read_text(encoding="utf-8")
    before, after = text.split('<details class="printed unsure">')
    table = pd.read_csv(folder / "measures.csv").set_index("measure")
    for name, row in table.iterrows():
        shown = [f'data-key="{name}"' in part for part in (before, *after.split("</details>")[:2])]
        same = row["mean"] == 0.0
        unsure = not row["survives"] and not same and not np.isnan(row["mean"])
        assert shown == [row["survives"], unsure, same], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(folder: Path, language: str) -> None:
    text = (folder / PAGES[language]).read_text(encoding="utf-8")
    assert not re.search(r"https?://|//[a-z]|<script|<link(?! rel=\"icon\" href=\"data:)|@import|url\((?!#)", text)
    assert re.findall(r'\b(?:src|href)="([^"]*)"', text) == ["data:,"]
    assert REPORT[language]["guard"] in text.split("<body>")[0] and REPORT[language]["guard"] in text.split("<body>")[1]
    assert str(folder) not in text


def test_the_printed_command_gives_the_same_measures(folder: Path, tmp_path: Path) -> None:
    text = (folder / PAGES["en"]).read_text(encoding="utf-8")
    found = re.search(r'<pre class="command">(.*?)</pre>', text)
    assert found
    words = shlex.split(found[1].replace("&#39;", "'"))
    assert words[0] == "samspil"
    assert main([*words[1:], "--threads", "1", "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "measures.csv").read_bytes() == (folder / "measures.csv").read_bytes()


def test_both_languages_say_the_same_things() -> None:
    english, danish = REPORT["en"], REPORT["da"]
    assert set(english) == set(danish)
    for key, said in english.items():
        assert isinstance(danish[key], type(said)), key
        if isinstance(said, str):
            assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", danish[key])), key
        elif isinstance(said, dict):
            assert set(said) == set(danish[key]), key
        elif isinstance(said, tuple):
            assert len(said) == len(danish[key]), key
    assert {measure.unit for measure in MEASURES} <= set(UNITS)
    assert {outcome.id for outcome in OUTCOMES} == set(english["outcomes"])
    assert set(ROLES) <= set(english["groups"])


def test_where_nothing_can_be_told_the_finding_says_so_and_how_many_futures_would(copied: Path) -> None:
    table = pd.read_csv(copied / "measures.csv")
    table["survives"] = False
    table["more"] = np.where(table["measure"] == "trust.staff", 31.0, 500.0)
    table.to_csv(copied / "measures.csv", index=False)
    assert main(["report", str(copied), "--lang", "en"]) == 0
    text = (copied / "report.html").read_text(encoding="utf-8")
    first = text.split("</section>")[0]
    assert "4 futures cannot tell A and B apart" in first
    assert "Trust in service staff" in first and "about 31 more futures" in first


def test_the_finding_counts_the_futures_and_names_the_direction(copied: Path) -> None:
    table = pd.read_csv(copied / "measures.csv").set_index("measure")
    table["survives"] = False
    table.loc["trust.courts", ["mean", "survives"]] = [0.9, True]  # large, and not what a finding is about
    table.loc["trust.staff", ["mean", "agree", "survives"]] = [-0.0312, 0.75, True]
    table.loc["goal.efficacy", ["mean", "agree", "survives"]] = [0.01, 1.0, True]
    table.to_csv(copied / "measures.csv")
    for language, says in (
        ("en", "Trust in service staff is lower under B in 3 of 4 futures: by 3.1 points of 100 on average."),
        ("da", "»Tillid til de ansatte« ligger lavere under B i 3 af 4 fremtider: i gennemsnit 3,1 point ud af 100."),
    ):
        assert main(["report", str(copied), "--lang", language]) == 0
        assert f'<p class="first">{says}</p>' in (copied / PAGES[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policy_against_itself_in_one_future_is_reported_as_no_difference(tmp_path: Path, language: str) -> None:
    place = tmp_path / "same"
    words = ["representative_baseline", "representative_baseline", "citizens=60", "months=1", "--pairs", "1"]
    assert main(["compare", *words, "--threads", "1", "--out", str(place)]) == 0
    assert main(["report", str(place), "--lang", language, "--out", str(tmp_path / "page.html")]) == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    for key in ("never", "uninvited", "alike", "empty"):
        assert REPORT[language][key] in text, key
    assert not re.search(r"\bnan\b", text)


def _cut(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8")[:-200] + '"', encoding="utf-8")


def _shorten(path: Path, lines: int = 3) -> None:
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(True)[:-lines]), encoding="utf-8")


def _swap(path: Path, before: str, after: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")


DAMAGES = {
    "no folder": (shutil.rmtree, "is not there"),
    "a file": (lambda at: (shutil.rmtree(at), at.write_text("")), "is a file"),
    "empty": (lambda at: (shutil.rmtree(at), at.mkdir()), "not the folder of a comparison"),
    "half-written": (lambda at: (at / "provenance.json").unlink(), "it has no provenance.json"),
    "a run": (lambda at: _swap(at / "provenance.json", '"kind": "comparison"', '"kind": "run"'), "holds a run"),
    "another form": (lambda at: _swap(at / "provenance.json", '"schema": 1', '"schema": 99'), "form 99"),
    "cut provenance": (lambda at: _cut(at / "provenance.json"), "provenance.json cannot be read"),
    "luck": (lambda at: _swap(at / "provenance.json", '"same_luck": true', '"same_luck": false'), "luck was broken"),
    "no winners": (lambda at: (at / "winners.csv").unlink(), "it has no winners.csv"),
    "cut table": (lambda at: _cut(at / "measures.csv"), "measures.csv cannot be read"),
    "short chain": (lambda at: _shorten(at / "chain.csv"), "chain.csv cannot be read: rows are missing"),
    "short winners": (lambda at: _shorten(at / "winners.csv", 40), "winners.csv cannot be read: rows are missing"),
    "short measures": (lambda at: _shorten(at / "measures.csv"), "measures.csv cannot be read: rows are missing"),
    "empty table": (lambda at: (at / "chain.csv").write_text(""), "chain.csv cannot be read"),
    "a word": (lambda at: _swap(at / "winners.csv", "0.", "many"), "winners.csv cannot be read"),
    "no column": (lambda at: _swap(at / "series.csv", "month,", "when,"), "series.csv cannot be read"),
    "unknown": (lambda at: _swap(at / "measures.csv", "vertical.congruence", "vertical.xyz"), "does not know"),
    "settings": (lambda at: (at / "a.yaml").write_text("[1"), "a.yaml cannot be read"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_folder_that_is_not_a_whole_comparison_is_refused_in_words(
    copied: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, says = DAMAGES[what]
    damage(copied)
    with pytest.raises(FolderError):
        read(copied)
    page = copied.parent / "page.html"
    assert main(["report", str(copied), "--out", str(page)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and says in shown.err and shown.err.startswith("error: ")
    assert len(shown.err.splitlines()) > 1, "what to do"
    assert not page.exists()


def test_a_page_that_cannot_be_written_leaves_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.iterdir())
    assert main(["report", str(folder), "--out", str(folder / "nowhere" / "page.html")]) == 2
    assert "could not be written" in capsys.readouterr().err
    assert main(["report", str(folder), "--out", str(folder)]) == 2
    assert sorted(folder.iterdir()) == before and not list(folder.parent.glob(".*unfinished"))


@pytest.mark.parametrize(
    ("value", "english", "danish"),
    [(0.0, "0", "0"), (-0.0004, "0.000", "0,000"), (0.7312, "0.731", "0,731"), (-12.345, "−12.3", "−12,3"),
     (1234567.0, "1\u202f234\u202f567", "1\u202f234\u202f567"), (float("nan"), "–", "–")],
)  # fmt: skip
def test_numbers_are_written_as_each_language_does(value: float, english: str, danish: str) -> None:
    assert Numbers("en").plain(value) == english
    assert Numbers("da").plain(value) == danish


def test_a_bar_is_as_long_as_all_of_its_group() -> None:
    text = figures.winners("Trust", [figures.Bar("all", 0.25, 0.5, ("25", "50"))], ("gain", "lose"))
    wide = {style: float(re.search(rf'width="([\d.]+)"[^>]*class="{style}"', text)[1])  # type: ignore[index]
            for style in ("gain", "stay", "lose")}  # fmt: skip
    assert wide["lose"] == pytest.approx(2 * wide["gain"]) and sum(wide.values()) == pytest.approx(figures.BAR)


# --- in a browser -------------------------------------------------------------------------------------------------

PROBE = """<script>
const wide = document.documentElement.clientWidth;
const loads = performance.getEntriesByType("resource").map(each => each.name).filter(name => !name.startsWith("data:"));
const out = [...document.querySelectorAll("body *")].filter(
  each => !each.closest(".box") && !each.closest("svg") && each.getBoundingClientRect().right > wide + 1);
document.title = "PROBE " + JSON.stringify({wide, body: document.documentElement.scrollWidth, loads,
  out: out.map(each => each.outerHTML.slice(0, 80)), charts: [...document.querySelectorAll("figure > svg")].length});
</script>"""


@pytest.fixture(scope="module")
def browser() -> str:
    """Chromium, where there is one."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium here: the report is not looked at in a browser")
    return found


@pytest.mark.parametrize("wide", [375, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_shows_it_without_errors_network_or_overflow(
    folder: Path, browser: str, tmp_path: Path, language: str, wide: int
) -> None:
    """The page stands in a frame of the wanted width: a window of Chromium is never narrower than 500 pixels."""
    text = (folder / PAGES[language]).read_text(encoding="utf-8").replace("<details", "<details open")
    report = "parent.document.title = document.title;</script>"
    (tmp_path / "page.html").write_text(
        text.replace("</body>", PROBE.replace("</script>", report) + "</body>"), encoding="utf-8"
    )
    frame = f'<iframe src="page.html" style="width:{wide}px;height:800px;border:0"></iframe>'
    (tmp_path / "frame.html").write_text(f"<!DOCTYPE html><title>none</title>{frame}", encoding="utf-8")
    done = subprocess.run(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
         f"--user-data-dir={tmp_path / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
         "--enable-logging=stderr", "--v=0", "--window-size=1400,900", "--dump-dom",
         (tmp_path / "frame.html").as_uri()],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    found = re.search(r"<title>PROBE (\{.*?\})</title>", done.stdout)
    assert found, done.stdout[:300]

    seen = json.loads(html.unescape(found[1]))
    assert seen["wide"] in (wide, wide - 15), "the frame has the width, but for a scroll bar"
    assert seen["body"] <= seen["wide"] and seen["out"] == [] and seen["loads"] == []
    assert seen["charts"] == text.count("<figure>")

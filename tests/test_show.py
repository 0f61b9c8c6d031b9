"""The player: what it plays is what was lived through, in one file that needs nothing else, and it can be played."""

from __future__ import annotations

import base64
import json
import re
import shlex
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import DemocracyModel, Scenario, configs
from sim.app.lines import SPAN, WITH, WITHOUT, library, lines
from sim.app.show import COMPLAINED, KIND, page
from sim.app.show_texts import TEXTS
from sim.app.town import FORUM, HEIGHT, WIDTH, lay_out
from sim.cli import main
from sim.lab.recording import LEVEL, Recording, record, side_by_side, without_policy
from sim.measures import MEASURES
from sim.policy.context import CONTEXT
from sim.policy.levers import LEVERS
from sim.scenario import BASELINE

POLICY, SEED, MONTHS = "open_invitation", 7, 40
MEASURE = {measure.id: measure for measure in MEASURES}
SHOWN = [MEASURE["trust.politicians"], MEASURE["volunteering"], MEASURE["complaints"]]
LANGUAGES = ("en", "da")


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record(Scenario.load(policy=POLICY, citizens=300, months=MONTHS), SEED)


@pytest.fixture(scope="module")
def pages(recording: Recording) -> dict[str, str]:
    return {language: page(recording, SHOWN, f"samspil show {POLICY}", language) for language in LANGUAGES}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of the page outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within not in ("script", "style"):
            self.words.append(data)


def _data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


# ---------------------------------------------------------------------------- the recording


def test_it_is_the_run_month_by_month(recording: Recording) -> None:
    model = DemocracyModel(recording.scenario, SEED)
    c, came = model.citizens, 0
    for month in range(MONTHS + 1):
        if month:
            model.step()
        assert recording.stage[month].tolist() == [int(stage) for stage in c.stage]
        assert recording.complained[month].tolist() == [bool(x) for x in c.complained]
        assert recording.kind[month].tolist() == [list(w).index(max(w)) for w in c.type_weights]
        assert np.abs(recording.trust[month] / LEVEL - c.trust_politicians).max() <= 0.5 / LEVEL + 1e-6
        known = {(min(i, int(j)), max(i, int(j))) for i in range(300) for j in c.met_lately[i] if j >= 0}
        assert {(a, b) for a, b, first, last in recording.met.tolist() if first <= month <= last} == known
        came += int((c.stage >= 2).sum())
    assert came and (recording.met[:, 3] < MONTHS).any(), "nobody came, or was forgotten: this test would see little"
    assert {frozenset(tie) for tie in recording.ties.tolist()} == {
        frozenset(tie) for tie in model.state.network.to_networkx().edges
    }
    for measure in MEASURES:
        np.testing.assert_array_equal(recording.series[measure.id], model.record.values[measure.id])


def test_without_the_policy_the_same_people_live_under_the_baseline(recording: Recording) -> None:
    assert recording.without.policy == BASELINE and recording.without.rest_key == recording.scenario.rest_key
    other = DemocracyModel(Scenario.load(policy=BASELINE, citizens=300, months=MONTHS), SEED)
    for _ in range(MONTHS):
        other.step()
    for measure in MEASURES:
        np.testing.assert_array_equal(recording.base[measure.id], other.record.values[measure.id])


def test_without_the_policy_keeps_people_and_conditions_and_no_lever() -> None:
    changed = ["listening=0.9", "context.media_pressure=0.9", "population.need=0.2", "start_month=3", "months=5"]
    plain = without_policy(Scenario.load(policy=POLICY, overrides=changed))
    assert plain.levers == Scenario.load().levers and plain.start_month == 0
    assert plain.context.media_pressure == 0.9 and plain.population.need == 0.2 and plain.months == 5


def test_those_shown_of_a_larger_town_are_neighbours() -> None:
    homes = np.repeat(np.arange(9, dtype=np.int32), 40)
    rows = side_by_side(homes, 60)
    assert len(rows) == len(set(rows.tolist())) == 60
    counts = np.bincount(homes[rows])
    assert sorted(counts[counts > 0].tolist()) == [10] * 6
    for k in np.unique(homes[rows]):
        assert (np.diff(rows[homes[rows] == k]) == 1).all()
    assert len(side_by_side(homes[:40], 300)) == 40


def test_the_measures_that_differ_most_are_told_apart_from_noise(recording: Recording) -> None:
    chosen = recording.differing(2, besides=("trust.politicians",))
    assert len({measure.family for measure in chosen} | {"trust"}) == 3
    steady, jumpy = MEASURE["satisfaction"], MEASURE["unmet_need"]
    flat = {measure.id: np.zeros(25) for measure in MEASURES}
    jumps = np.where(np.arange(25) % 2, 0.8, 0.0)
    moved = flat | {steady.id: np.full(25, 0.1), jumpy.id: jumps}
    made = Recording(**{**vars(recording), "series": moved, "base": flat})
    assert made.differing(1) == [steady]


@pytest.mark.parametrize("count", [1, 2, 6])
def test_nobody_stands_on_another_or_in_the_forum(recording: Recording, count: int) -> None:
    at = lay_out(np.arange(300) * count // 300, recording.ties)
    gaps = np.sqrt(((at[:, None] - at[None, :]) ** 2).sum(axis=2))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 20.0, "marks are up to 20 wide"
    assert (at > 10).all() and (at < [WIDTH - 10, HEIGHT - 10]).all()
    assert np.sqrt(((at - [WIDTH / 2, HEIGHT / 2]) ** 2).sum(axis=1)).min() > FORUM + 10


# ---------------------------------------------------------------------------- the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_plays_the_recording(recording: Recording, pages: dict[str, str], language: str) -> None:
    data = _data(pages[language])
    trust = np.frombuffer(base64.b64decode(data["trust"]), np.uint8).reshape(MONTHS + 1, 300)
    flags = np.frombuffer(base64.b64decode(data["flags"]), np.uint8).reshape(MONTHS + 1, 300)
    assert np.array_equal(trust, recording.trust)
    assert np.array_equal(flags & 7, recording.stage)
    assert np.array_equal(flags >> COMPLAINED & 1, recording.complained)
    assert np.array_equal(flags >> KIND, recording.kind)
    for figure, measure in zip(data["lines"], SHOWN, strict=True):
        base, ours, now = figure["data"]
        factor = 100 if measure.unit == "share" else 1
        assert ours["y"] == pytest.approx(factor * recording.series[measure.id], abs=0.006)
        assert base["y"] == pytest.approx(factor * recording.base[measure.id], abs=0.006)
        assert base["line"]["dash"] == "dash" and len(now["x"]) == 1
        low, high = figure["layout"]["yaxis"]["range"]
        assert low <= min(*ours["y"], *base["y"]) and max(*ours["y"], *base["y"]) <= high


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_no_other_file(pages: dict[str, str], language: str) -> None:
    text = pages[language].replace(library(), "")
    assert len(text) < len(pages[language]), "plotly.js is inside, as the package brings it"
    seen = Elements(text)
    for tag, attributes in seen.found:
        assert tag not in ("iframe", "object", "embed", "img", "base"), tag
        assert "src" not in attributes, tag
        if (target := attributes.get("href")) is not None:
            assert target.startswith(("#", "data:")), target
    words = " ".join(seen.words)
    assert TEXTS["copy"][language] in words and "<" not in words and "None" not in words
    assert "http" not in text and "url(" not in text and "@import" not in text
    assert str(Path.cwd()) not in text
    assert len(text) < 300_000
    assert ("html", {"lang": language}) in seen.found


@pytest.fixture(scope="module")
def brief() -> Recording:
    """Few citizens and months, where only the words of the page matter."""
    return record(Scenario.load(policy=POLICY, citizens=60, months=2), SEED)


@pytest.mark.parametrize("name", configs.policies())
def test_every_policy_and_lever_is_told_in_both_languages(brief: Recording, name: str) -> None:
    scenario = Scenario.load(policy=name, citizens=60, months=2)
    told = configs.read(configs.described(name))
    shown = Recording(**{**vars(brief), "scenario": scenario})
    for language in LANGUAGES:
        seen = Elements(page(shown, SHOWN, "samspil", language))
        words = " ".join(" ".join(seen.words).split())
        for part in ("title", "meaning"):
            assert " ".join(told[part][language].split()) in words
        assert all(line in words for line in told["deck"])
        listed = {attributes["data-lever"] for _, attributes in seen.found if "data-lever" in attributes}
        differ = set()
        for p in (*LEVERS, *CONTEXT):
            group = scenario.levers if p.kind == "lever" else scenario.context
            if getattr(group, p.name) != p.default:
                differ.add(p.name)
                assert getattr(p, language) in words
        assert listed == differ


def test_both_languages_say_the_same_things() -> None:
    for name, both in TEXTS.items():
        assert set(both) == set(LANGUAGES), name
        en, da = (sorted(re.findall(r"{(\w+)", both[language])) for language in LANGUAGES)
        assert en == da, name
        assert both["en"] != both["da"] or name == "pause", name


def test_danish_numbers_have_decimal_commas(pages: dict[str, str]) -> None:
    cells = {language: re.findall(r'<td class="number">(?:<b>)?([\d.,−-]+)', pages[language]) for language in LANGUAGES}
    assert [cell.replace(",", ".") for cell in cells["da"]] == cells["en"]
    assert any("," in cell for cell in cells["da"]) and not any("," in cell for cell in cells["en"])


def test_text_is_dark_enough(pages: dict[str, str]) -> None:
    style = re.search(r"<style>(.*?)</style>", pages["en"], re.DOTALL)
    assert style
    inks = {*re.findall(r"--(?:ink|soft|accent): (#\w{6})", style[1]), WITH, WITHOUT}
    assert len(inks) == 5
    for ink in inks:
        parts = [int(ink[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        assert 1.05 / (float(np.dot((0.2126, 0.7152, 0.0722), linear)) + 0.05) >= 4.5, ink


def test_an_axis_does_not_make_news_of_noise() -> None:
    share = MEASURE["trust.politicians"]
    for level in (0.0, 0.003, 0.5, 0.999, 1.0):
        low, high = lines(share, np.full(5, level), np.full(5, level))["layout"]["yaxis"]["range"]
        assert high - low >= SPAN and low <= 100 * level <= high
    undefined = lines(share, np.full(5, np.nan), np.full(5, np.nan))
    assert undefined["data"][1]["y"] == [None] * 5


# ---------------------------------------------------------------------------- the command

SMALL = ["show", "consultation_only", "citizens=60", "months=3", "--seed", "3"]


def test_the_same_command_gives_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*SMALL, "--lang", "da", "--measure", "satisfaction"]) == 0
    made = (tmp_path / "consultation_only.html").read_bytes()
    shown = re.search(r'id="command">([^<]+)<', made.decode())
    assert shown
    again = shlex.split(shown[1])
    assert again[0] == "samspil"
    assert main([*again[1:], "--out", "deep/again.html"]) == 0
    assert (tmp_path / "deep" / "again.html").read_bytes() == made
    assert main([*SMALL, "--seed", "4", "--lang", "da", "--measure", "satisfaction"]) == 0
    assert (tmp_path / "consultation_only.html").read_bytes() != made, "an older page is replaced"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["consultation_only.html", "deep"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["open_invitatio"], "did you mean  open_invitation"),
        (["spin", "listning=1"], "^^^^^^^^"),
        (["spin", "listening=7"], "If you meant 7 in 10"),
        (["spin", "policy=balanced"], "the name that comes first"),
        (["spin", "record_every=2"], "every month"),
        (["spin", "months=0"], "nothing to play"),
        (["spin", "--measure", "trust.politician"], "--measure trust.politicians"),
        (["spin", *(word for name in ("turnout", "absence", "errors") for word in ("--measure", name))], "room for 2"),
        (["spin", "--out", "."], "is a folder"),
        (["spin", "--out", "file/page.html"], "is a file, not a folder"),
        (["spin", "--out", "x" * 300], "cannot be written"),
    ],
)
def test_bad_input_exits_with_2_and_writes_nothing(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    words = [*words, "citizens=60"] if any(word.startswith("--out") for word in words) else words
    assert main(["show", *words, *([] if "months=0" in words else ["months=1"])]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith("error: ") and shown.err.count("error: ") == 1
    assert says in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_page_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "page.html"
    out.write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    assert main([*SMALL, "--out", str(out)]) == 2
    assert "No space left" in capsys.readouterr().err
    assert out.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


# ---------------------------------------------------------------------------- in a browser

WATCH = """<script>
window.wrong = [];
window.onerror = (message) => wrong.push(message);
console.error = (...words) => wrong.push(words.join(" "));
</script>"""

TRY = """<script>
const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const picture = () => document.getElementById("town").toDataURL();
const inks = () => {
  const c = document.getElementById("town"), p = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  const found = new Set();
  for (let k = 0; k < p.length; k += 4) found.add((p[k] << 16) | (p[k + 1] << 8) | p[k + 2]);
  return found.size;
};
const said = { months: [samspil.month()], inks: inks() };
const first = picture();
for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) { press(key); said.months.push(samspil.month()); }
said.moved = picture() !== first;
said.drawn = [...document.querySelectorAll(".line-chart")].map((chart) => chart.data[1].x.length);
said.when = document.getElementById("when").textContent;
said.slider = Number(document.getElementById("month").value);
press("+"); said.speed = samspil.speed();
press("t"); said.table = document.getElementById("table").open;
press("?"); said.help = document.getElementById("help").open;
document.getElementById("help").close();
press("p"); said.plays = samspil.playing();
press("p"); said.stops = !samspil.playing();
samspil.go(99); said.last = samspil.month();
document.getElementById("copy").click(); said.chosen = String(getSelection());
said.wide = window.innerWidth;
said.over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
said.font = parseFloat(getComputedStyle(document.body).fontSize);
said.wrong = window.wrong;
window.top.postMessage(JSON.stringify(said), "*");
</script>"""


def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("there is no Chromium here to open the page in")


def _tried(text: str, width: int, folder: Path) -> dict[str, Any]:
    """What a page finds about itself in a frame of that width, cut off from every network."""
    text = text.replace("<head>", f"<head>{WATCH}").replace("</body>", f"{TRY}</body>")
    (folder / "page.html").write_text(text, encoding="utf-8")
    (folder / "frame.html").write_text(
        "<!doctype html><body><pre id='said'></pre><script>window.onmessage = (e) => "
        "{ document.getElementById('said').textContent = e.data; };</script>"
        f"<iframe src='page.html' style='width:{width}px;height:800px;border:0'></iframe>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [_browser(), "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=2000,1200", "--virtual-time-budget=3000",
         "--dump-dom", (folder / "frame.html").as_uri()],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    found = re.search(r'<pre id="said">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    said: dict[str, Any] = json.loads(found[1].replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    return said


@pytest.mark.parametrize(("language", "width"), [("da", 375), ("en", 1280)])
def test_it_can_be_played_with_the_keyboard(pages: dict[str, str], tmp_path: Path, language: str, width: int) -> None:
    said = _tried(pages[language], width, tmp_path)
    assert said["wrong"] == []
    assert said["months"] == [0, 1, 2, 1] and said["slider"] == 1 and said["drawn"] == [2, 2, 2]
    assert said["when"] == TEXTS["when"][language].format(year=1, month=1)
    assert said["inks"] > 50, "the town is drawn"
    assert said["moved"], "another month is another picture"
    assert said["speed"] == 3 and said["table"] and said["help"]
    assert said["plays"] and said["stops"] and said["last"] == MONTHS
    assert said["chosen"] == f"samspil show {POLICY}"
    assert said["wide"] == width and said["over"] == 0
    assert said["font"] >= (18 if width >= 1280 else 16)


def test_where_less_motion_is_wanted_nothing_moves_by_itself(pages: dict[str, str], tmp_path: Path) -> None:
    still = pages["en"].replace('window.matchMedia("(prefers-reduced-motion: reduce)")',
                                '{ matches: true, addEventListener() {} }')  # fmt: skip
    assert still != pages["en"]
    said = _tried(still, 1280, tmp_path)
    assert said["wrong"] == [] and not said["plays"] and said["months"] == [0, 1, 2, 1]

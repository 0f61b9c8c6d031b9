// The player of a recorded run. What is drawn depends on the place in the run and the speed alone, so that the same
// month always looks the same. The recording stands in the element #data; see sim/app/show.py.
"use strict";

const samspil = (() => {
  const MONTH_MS = 900; // a month at speed 1
  const HOLD_MS = 400; // the least time that a mark stays, so that nothing flashes more than three times a second
  const STAGE_CAME = 2, STAGE_HEARD = 4;
  const MET = "#009e73", COMPLAINED = "#b34700", HEARD = "#f0e442", INK = "#222";

  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const trust = bytes(data.trust), flags = bytes(data.flags);
  const n = data.at.length / 2;
  const stage = (month, i) => flags[month * n + i] & 7;
  const complained = (month, i) => (flags[month * n + i] >> 3) & 1;
  const kind = (month, i) => data.types[flags[month * n + i] >> 4];
  const colours = ramp(data.ramp, data.level);
  const canvas = $("town"), pen = canvas.getContext("2d");
  const ground = document.createElement("canvas");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const charts = [...document.querySelectorAll(".line-chart")];
  const full = data.lines.map((figure) => figure.data.map((trace) => trace.y));
  let place = 0; // where in the run, in months; between two months while it plays
  let speed = 1, playing = false, last = 0, drawn = -1, scale = 1, stale = [];

  function ramp(stops, steps) {
    const parts = stops.map((s) => [1, 3, 5].map((k) => parseInt(s.slice(k, k + 2), 16)));
    return Array.from({ length: steps + 1 }, (_, level) => {
      const at = (level / steps) * (parts.length - 1), low = Math.min(Math.floor(at), parts.length - 2);
      const mix = parts[low].map((a, k) => Math.round(a + (parts[low + 1][k] - a) * (at - low)));
      return `rgb(${mix})`;
    });
  }

  // ------------------------------------------------------------------------------------------- the town

  function fit() {
    const wide = canvas.clientWidth, ratio = window.devicePixelRatio || 1;
    if (!wide) return;
    scale = (wide * ratio) / data.width;
    canvas.width = ground.width = Math.round(wide * ratio);
    canvas.height = ground.height = Math.round(data.height * scale);
    const g = ground.getContext("2d");
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.strokeStyle = "rgba(90, 90, 90, 0.2)";
    g.lineWidth = Math.max(0.9, 0.6 / scale);
    g.beginPath();
    for (let k = 0; k < data.ties.length; k += 2) join(g, data.ties[k], data.ties[k + 1]);
    g.stroke();
    g.fillStyle = "#fff";
    g.strokeStyle = "#777";
    g.lineWidth = 2;
    g.beginPath();
    g.arc(data.width / 2, data.height / 2, data.forum, 0, 2 * Math.PI);
    g.fill();
    g.stroke();
    g.fillStyle = "#505050";
    g.font = `600 ${Math.min(26, Math.max(19, 12 / scale))}px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText(data.texts.forum, data.width / 2, data.height / 2);
  }

  const x = (i) => data.at[2 * i], y = (i) => data.at[2 * i + 1];

  function join(g, i, j) {
    g.moveTo(x(i), y(i));
    g.lineTo(x(j), y(j));
  }

  /** Months that a mark is held, the current one included. */
  const held = () => (playing ? Math.max(1, Math.ceil((HOLD_MS * speed) / MONTH_MS)) : 1);

  /** The highest stage a citizen has reached in the months that are held, up to a month. */
  function reached(month, i, months) {
    let most = 0;
    for (let m = month; m > month - months && m >= 0; m--) most = Math.max(most, stage(m, i));
    return most;
  }

  /** Where those stand who are at the forum in a month: round its table, in the order of where they live. */
  function seats(month, months) {
    const here = [];
    const cx = data.width / 2, cy = data.height / 2;
    for (let i = 0; i < n; i++) {
      if (reached(month, i, months) >= STAGE_CAME) here.push([Math.atan2(y(i) - cy, x(i) - cx), i]);
    }
    here.sort((a, b) => a[0] - b[0]);
    const found = new Map(), ring = 22; // seats in a ring
    here.forEach(([angle, i], k) => {
      const rings = Math.ceil(here.length / ring), r = data.forum * (0.68 - 0.26 * (k % rings));
      const even = (2 * Math.PI * k) / here.length - Math.PI / 2;
      const turn = here.length > 3 ? even : angle + 0.5 * (k - (here.length - 1) / 2);
      found.set(i, [cx + r * Math.cos(turn), cy + r * Math.sin(turn)]);
    });
    return found;
  }

  function shape(form, px, py, r) {
    pen.beginPath();
    if (form === "traditional") pen.arc(px, py, r, 0, 2 * Math.PI);
    else if (form === "consumer") pen.rect(px - 0.9 * r, py - 0.9 * r, 1.8 * r, 1.8 * r);
    else {
      pen.moveTo(px, py - 1.22 * r);
      pen.lineTo(px + 1.15 * r, py + 0.8 * r);
      pen.lineTo(px - 1.15 * r, py + 0.8 * r);
      pen.closePath();
    }
  }

  function ring(px, py, r, ink, width, dash = []) {
    pen.beginPath();
    pen.arc(px, py, r, 0, 2 * Math.PI);
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  }

  function draw() {
    const month = Math.floor(place), next = Math.min(month + 1, data.months), part = place - month;
    const months = held(), from = seats(month, months), to = part > 0 ? seats(next, months) : from;
    const go = part * part * (3 - 2 * part);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(ground, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const size = Math.max(10, 3.4 / scale);
    pen.strokeStyle = MET;
    pen.lineWidth = Math.max(3, 1.2 / scale);
    pen.beginPath();
    for (let k = 0; k < data.met.length; k += 4) {
      if (data.met[k + 2] <= month && month <= data.met[k + 3]) join(pen, data.met[k], data.met[k + 1]);
    }
    pen.stroke();
    const away = [];
    for (let i = 0; i < n; i++) {
      const a = from.get(i), b = to.get(i);
      if (a || b) {
        away.push([i, a || [x(i), y(i)], b || [x(i), y(i)]]);
        ring(x(i), y(i), size, "#777", 1.5);
      } else {
        mark(i, month, next, part, x(i), y(i), size);
      }
      let fuss = 0; // a complaint fades while the run goes on, and stands where the run stands
      for (let m = month; m > month - Math.max(2, months) && m >= 0; m--) {
        if (complained(m, i)) fuss = Math.max(fuss, 1 - (place - m) / Math.max(2, months));
      }
      if (fuss > 0 && (playing || complained(month, i))) {
        pen.globalAlpha = playing ? Math.min(1, 1.6 * fuss) : 1;
        ring(x(i), y(i), 1.9 * size, COMPLAINED, Math.max(3.4, 1.4 / scale), [5, 4]);
        pen.globalAlpha = 1;
      }
    }
    for (const [i, a, b] of away) {
      const px = a[0] + (b[0] - a[0]) * go, py = a[1] + (b[1] - a[1]) * go;
      pen.beginPath();
      pen.moveTo(x(i), y(i));
      pen.lineTo(px, py);
      pen.strokeStyle = "rgba(0, 0, 0, 0.45)";
      pen.lineWidth = 1.5;
      pen.stroke();
      if (reached(part > 0.5 ? next : month, i, months) >= STAGE_HEARD) {
        pen.beginPath();
        pen.arc(px, py, 2.1 * size, 0, 2 * Math.PI);
        pen.fillStyle = HEARD;
        pen.fill();
      }
      mark(i, month, next, part, px, py, 1.15 * size);
      ring(px, py, 1.75 * size, "#000", Math.max(3, 1.2 / scale));
    }
  }

  function mark(i, month, next, part, px, py, size) {
    const a = trust[month * n + i], b = trust[next * n + i];
    shape(kind(month, i), px, py, size);
    pen.fillStyle = colours[Math.round(a + (b - a) * part)];
    pen.fill();
    pen.strokeStyle = INK;
    pen.lineWidth = Math.max(1.1, 0.7 / scale);
    pen.stroke();
  }

  // ------------------------------------------------------------------------------------------- lines and words

  const told = (value) =>
    value === null ? "–" : value.toLocaleString(data.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

  function fontSize() {
    return Math.round(0.85 * parseFloat(getComputedStyle(document.documentElement).fontSize));
  }

  function plot() {
    charts.forEach((chart, k) => {
      const { data: traces, layout } = data.lines[k];
      const font = { ...layout.font, size: fontSize(), color: "#1a1a1a" };
      Plotly.newPlot(chart, traces.map((trace) => ({ ...trace })), { ...layout, font }, {
        staticPlot: true, displayModeBar: false,
      });
    });
  }

  function tell(month) {
    const year = Math.floor((month - 1) / 12) + 1;
    $("when").textContent =
      month === 0 ? data.texts.start : data.texts.when.replace("{year}", year).replace("{month}", ((month - 1) % 12) + 1);
    $("month").value = month;
    $("month").setAttribute("aria-valuetext", $("when").textContent);
    let came = 0, heard = 0, fuss = 0;
    for (let i = 0; i < n; i++) {
      came += stage(month, i) >= STAGE_CAME;
      heard += stage(month, i) >= STAGE_HEARD;
      fuss += complained(month, i);
    }
    $("came").textContent = came;
    $("heard").textContent = heard;
    $("complained").textContent = fuss;
    stale = [...stale, ...charts.keys()].filter((k, at, all) => all.indexOf(k) === at);
  }

  /** Brings lines up to the month: all of them, or one a frame while it plays, since a chart takes as long as a town. */
  function trail(count = stale.length) {
    stale.splice(0, count).forEach((k) => {
      const [base, ours] = full[k];
      const months = Array.from({ length: drawn + 1 }, (_, m) => m);
      Plotly.restyle(charts[k], {
        x: [months, months, [drawn]],
        y: [base.slice(0, drawn + 1), ours.slice(0, drawn + 1), [ours[drawn]]],
      });
      const now = charts[k].parentElement.querySelector(".now");
      now.querySelector(".now-with").textContent = told(ours[drawn]);
      const other = now.querySelector(".now-without");
      other.textContent = `${told(base[drawn])} ${other.dataset.word}`;
    });
  }

  function show() {
    const month = Math.floor(place);
    if (month !== drawn) {
      drawn = month;
      tell(month);
    }
    draw();
    trail(playing ? 1 : stale.length);
  }

  // ------------------------------------------------------------------------------------------- playing

  function frame(time) {
    if (!playing) return;
    place = Math.min(place + ((time - last) / MONTH_MS) * speed, data.months);
    last = time;
    if (place >= data.months) pause();
    show();
    if (playing) window.requestAnimationFrame(frame);
  }

  function play() {
    if (still.matches) return;
    if (place >= data.months) place = 0;
    playing = true;
    $("when").setAttribute("aria-live", "off"); // a reader is told where the run stands, not every month of it
    last = window.performance.now();
    said();
    window.requestAnimationFrame(frame);
  }

  function pause() {
    playing = false;
    place = Math.floor(place);
    $("when").setAttribute("aria-live", "polite");
    said();
    show();
  }

  function said() {
    $("play").textContent = playing ? data.texts.pause : data.texts.play;
    $("play").setAttribute("aria-pressed", String(playing));
  }

  function go(month) {
    if (playing) pause();
    place = Math.min(Math.max(Math.round(month), 0), data.months);
    show();
  }

  function faster(way) {
    const choices = [...document.querySelectorAll("input[name=speed]")];
    const at = choices.findIndex((each) => each.checked) + way;
    if (choices[at]) {
      choices[at].checked = true;
      speed = Number(choices[at].value);
    }
  }

  function table() {
    const part = $("table");
    part.open = !part.open;
    if (part.open) part.scrollIntoView({ block: "start" });
  }

  function copy() {
    const chosen = window.getSelection();
    chosen.selectAllChildren($("command"));
    const done = (word) => { $("copy").textContent = word; };
    // a file opened from the disk may not write to the clipboard: then the text is selected, and can be copied by hand
    if (!navigator.clipboard) done(data.texts.selected);
    else navigator.clipboard.writeText($("command").textContent).then(() => done(data.texts.copied), () => done(data.texts.selected));
  }

  const KEYS = {
    " ": () => (playing ? pause() : play()),
    p: () => (playing ? pause() : play()),
    ArrowLeft: () => go(Math.floor(place) - 1),
    ArrowRight: () => go(Math.floor(place) + 1),
    "+": () => faster(1),
    "=": () => faster(1),
    "-": () => faster(-1),
    "−": () => faster(-1),
    t: table,
    "?": () => $("help").showModal(),
  };

  function pressed(event) {
    const act = KEYS[event.key] || KEYS[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
    const at = event.target;
    const own = at.matches && (at.matches("input") ? event.key.startsWith("Arrow") : at.matches("button, summary") && event.key === " ");
    if (own) return; // what the control itself does with the key
    event.preventDefault();
    act();
  }

  function quiet() {
    $("still").hidden = !still.matches;
    $("play").disabled = still.matches;
    if (still.matches && playing) pause();
  }

  /** Paper does not play: it shows the month at hand, or the end where nothing was played, and the table. */
  function paper() {
    const before = place, table = $("table"), open = table.open;
    if (place === 0) go(data.months);
    table.open = true;
    document.querySelectorAll(".main-svg").forEach((svg) => {
      svg.setAttribute("viewBox", `0 0 ${parseFloat(svg.getAttribute("width"))} ${parseFloat(svg.getAttribute("height"))}`);
    });
    window.addEventListener("afterprint", () => {
      table.open = open;
      go(before);
    }, { once: true });
  }

  function begin() {
    document.querySelectorAll(".now-without").forEach((each) => { each.dataset.word = each.textContent.replace("– ", ""); });
    $("play").onclick = () => (playing ? pause() : play());
    $("back").onclick = () => go(Math.floor(place) - 1);
    $("forward").onclick = () => go(Math.floor(place) + 1);
    $("keys").onclick = () => $("help").showModal();
    $("copy").onclick = copy;
    $("month").oninput = (event) => go(Number(event.target.value));
    document.querySelectorAll("input[name=speed]").forEach((each) => { each.onchange = () => { speed = Number(each.value); }; });
    document.addEventListener("keydown", pressed);
    still.addEventListener("change", quiet);
    window.addEventListener("beforeprint", paper);
    const wide = new ResizeObserver(() => { fit(); draw(); });
    const roomy = new ResizeObserver((seen) => seen.forEach((each) => Plotly.Plots.resize(each.target)));
    plot();
    quiet();
    fit();
    show();
    wide.observe(canvas);
    charts.forEach((chart) => roomy.observe(chart));
  }

  begin();

  /** Draws so many frames of a playing run, lines and words included, and returns the milliseconds that they took. */
  function frames(count) {
    const before = Math.floor(place), start = window.performance.now();
    playing = true;
    for (let k = 0; k < count; k++) {
      place = (k / count) * data.months;
      show();
      pen.getImageData(0, 0, 1, 1); // the picture is drawn, not only asked for
    }
    const taken = window.performance.now() - start;
    go(before);
    return taken;
  }

  return { frames, go, play, pause, month: () => Math.floor(place), playing: () => playing, speed: () => speed };
})();
window.samspil = samspil;

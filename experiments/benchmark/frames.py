"""How many frames a second the player of `samspil show` draws in a headless Chromium, without a graphics card.

    python experiments/benchmark/frames.py [POLICY]          default open_invitation

A frame is the town of 300 citizens, the words and what of the lines is due. Ten years are drawn once as they pass at
speed 10, in 324 frames, and once as at speed 3, in 1,080; that is 30 frames a second where the machine can keep up.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sim.cli import main as samspil

ASK = "<script>document.title = [324, 1080].map((n) => `${n}:${samspil.frames(n) / n}`).join(' ');</script></body>"
SIZES = ("500,800", "1280,720", "1920,1080")


def main() -> int:
    """Print milliseconds a frame and frames a second for each window."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("there is no Chromium here", file=sys.stderr)
        return 2
    policy = sys.argv[1] if len(sys.argv) > 1 else "open_invitation"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        if code := samspil(["show", policy, "--out", str(page)]):
            return code
        page.write_text(page.read_text(encoding="utf-8").replace("</body>", ASK), encoding="utf-8")
        print(f"{platform.machine()}, {policy}")
        for size in SIZES:
            asked = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={size}",
                     "--dump-dom", page.as_uri()]  # fmt: skip
            done = subprocess.run(asked, capture_output=True, text=True, check=True, encoding="utf-8")  # noqa: S603
            for frames, each in re.findall(r"(\d+):([\d.]+)", done.stdout.partition("</title>")[0][-200:]):
                took = float(each)
                print(f"{size:>9s}   {frames:>5s} frames   {took:5.1f} ms each   {1000 / took:4.0f} a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())

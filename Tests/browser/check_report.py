#!/usr/bin/env python3
"""Opens what `vamm report` writes in Chromium, and looks at it.

    python3 Tests/browser/check_report.py [VAMM] [--keep DIRECTORY]

Each page is opened from its file, wide and as narrow as a phone, in the light and in the dark. It has to load without a
console message and without asking the network for anything; every chart has to be drawn, inside its box, with no text
clipped or on another; nothing may be wider than the window; steps have to fold out. First the check checks itself: pages
that were broken on purpose have to be found. --keep leaves pages and screenshots. Ends with "N passed, M failed".
"""
import argparse
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from browser import Browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEASURE = (pathlib.Path(__file__).parent / "measure.js").read_text()
POOL_CHARTS = {"Mark and index", "The curve and the way the reserves took"}
POSITION_CHARTS = POOL_CHARTS | {"Margin ratios", "Open interest, in base", "Open interest, in quote"}
MB = 1_000_000


def scenario(name):
    return [f"Vectors/scenarios/{name}.scenario.json"]


def recorded(file, case):
    return [f"Vectors/recorded/{file}.json", "--case", case]


def long_scenario(folder, steps):
    """Many traders, many steps, and one name and comment that try to be markup."""
    generator = random.Random(1)
    traders = [f"trader {index}" for index in range(30)] + ["<script>alert(1)</script>&\"'"]
    calls, price = [], 400.0
    for index in range(steps):
        if index % 50 == 49:
            price = max(50.0, price * generator.uniform(0.98, 1.02))
            calls.append({"call": "setLatestData", "args": {"price": f"{price:.6f}"}, "wait": 60})
        elif index % 240 == 239:
            calls.append({"call": "payFunding", "caller": traders[0], "wait": 15})
        else:
            side = generator.choice(["buy", "sell"])
            calls.append({
                "caller": generator.choice(traders), "call": "openPosition", "wait": 15,
                "args": {"side": side, "quoteAssetAmount": f"{generator.uniform(1, 50):.4f}",
                         "leverage": str(generator.randrange(1, 6))}})
    document = {
        "name": "<img src=x onerror=console.log(1)>", "comment": "</title><script>console.log(2)</script>",
        "setup": {"amms": {"ETH": {"quoteAssetReserve": "400000", "baseAssetReserve": "1000"}},
                  "balances": {**{trader: "10000000" for trader in traders}, "insuranceFund": "100000"}},
        "steps": calls}
    file = folder / f"long-{steps}.json"
    file.write_text(json.dumps(document))
    return [str(file)]


class Check:
    def __init__(self, browser, program, folder):
        self.browser, self.program, self.folder = browser, program, folder
        self.passed, self.failed = 0, 0

    def write(self, name, arguments):
        file = self.folder / f"{name}.html"
        subprocess.run([self.program, "report", *arguments, "-o", str(file)], cwd=ROOT, check=True)
        return file

    def count(self, what, faults):
        if not faults:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {what}")
        for fault in faults[:8]:
            print(f"  {fault}")

    def page(self, name, arguments, charts, pools=1, most=MB, least_open=1):
        file = self.write(name, arguments)
        size = file.stat().st_size
        self.count(f"{name}: size", [f"{size} bytes, more than {most}"] if size > most else [])
        for width in [1280, 390, 360]:
            for scheme in ["light", "dark"]:
                faults = self.look(file, width, scheme, charts, pools)
                self.count(f"{name}: {width} {scheme}", faults)
                self.keep(f"{name}-{width}-{scheme}")
        self.browser.open(file, 1280, "light")
        self.count(f"{name}: values", self.values())
        self.browser.open(file, 360, "light")
        self.count(f"{name}: steps", self.steps(least_open))
        self.count(f"{name}: paper", self.paper(name))

    def look(self, file, width, scheme, charts, pools):
        self.browser.open(file, width, scheme)
        faults = self.browser.run(MEASURE)
        titles = self.browser.run("[...document.querySelectorAll('figure.chart h3')].map(h => h.textContent)")
        for chart in sorted(charts):
            if titles.count(chart) != pools:
                faults.append(f"{titles.count(chart)} charts \"{chart}\", not {pools}")
        if "Token balances" not in titles:
            faults.append("no chart of the balances")
        return faults + self.noise()

    def noise(self):
        elsewhere = [url for url in self.browser.requests if not url.startswith(("file:", "data:"))]
        return [f"console: {text}" for text in self.browser.messages] + [f"asks for {url}" for url in elsewhere]

    def steps(self, least):
        """A step folds out when it is clicked, the button opens and closes all, and the filter leaves the reverts."""
        answers = self.browser.run("""(() => {
            const steps = [...document.querySelectorAll('#steps > details')];
            const closed = steps.every(step => !step.open);
            steps[0].querySelector('summary').click();
            const detail = steps[0].querySelector('.detail');
            const one = steps[0].open && detail.getBoundingClientRect().height > 20 && detail.textContent.length > 20;
            const button = document.querySelector('button[data-all]');
            button.click();
            const all = steps.every(step => step.open);
            const fits = document.documentElement.scrollWidth <= innerWidth;
            button.click();
            const none = steps.every(step => !step.open);
            const filter = document.querySelector('#only-reverts');
            if (filter) filter.click();
            const left = steps.filter(step => step.getBoundingClientRect().height > 0);
            const filtered = !filter || left.length > 0 && left.every(step => step.querySelector('.bad'));
            if (filter) filter.click();
            return {count: steps.length, closed, one, all, fits, none, filtered};
        })()""")
        faults = [f"{name} does not hold" for name, value in answers.items() if value is False]
        if answers["count"] < least:
            faults.append(f"{answers['count']} steps, not {least}")
        return faults + self.noise()

    def values(self):
        """Every chart shows values at the pointer and at the arrow keys; dragging shows a part of the time larger."""
        charts = self.browser.run("""[...document.querySelectorAll('figure.chart')].map(figure => {
            const data = JSON.parse(figure.querySelector('script.data').textContent);
            const svg = [...figure.querySelectorAll('svg')].find(svg => getComputedStyle(svg).display !== 'none');
            const [width, plot] = [svg.viewBox.baseVal.width, data.plots[svg.getAttribute('class')]];
            const stops = new Set(data.series.flatMap(series => series.xs.filter((x, i) => series.ys[i] !== null)));
            return {id: figure.id, isTime: data.x === 'duration', span: data.domain[1] - data.domain[0],
                    stops: stops.size,
                    left: plot[0] / width, right: plot[1] / width};
        })""")
        faults = [] if charts else ["no chart has data"]
        for chart in charts:
            faults += [f"{chart['id']}: {fault}" for fault in self.values_of(chart)]
        return faults + self.noise()

    def values_of(self, chart):
        find = f"document.getElementById('{chart['id']}')"
        shown = f"[...{find}.querySelectorAll('svg')].find(svg => getComputedStyle(svg).display !== 'none')"
        box = self.browser.run(f"""(() => {{ {find}.scrollIntoView({{block: 'center'}});
            const box = {shown}.getBoundingClientRect();
            return {{x: box.x, y: box.y, width: box.width, height: box.height}} }})()""")
        readout, faults = f"{find}.querySelector('.values').textContent", []
        idle = self.browser.run(readout)

        def mouse(kind, part, **more):
            along = chart["left"] + (chart["right"] - chart["left"]) * part
            self.browser.ask("Input.dispatchMouseEvent", type=kind, x=box["x"] + box["width"] * along,
                             y=box["y"] + box["height"] / 2, **more)

        mouse("mouseMoved", 0.5)
        pointed = self.browser.run(readout)
        if pointed == idle or not any(digit in pointed for digit in "0123456789"):
            faults.append(f"no values at the pointer: {pointed}")
        if not self.browser.run(f"{shown}.querySelector('.cross') !== null"):
            faults.append("no line at the pointer")
        key = f"{shown}.dispatchEvent(new KeyboardEvent('keydown', {{key: '%s', cancelable: true}}))"
        texts = []
        for name in ["Home", "ArrowRight", "End"]:
            self.browser.run(key % name)
            texts.append(self.browser.run(readout))
        if idle in texts or texts[0] == texts[2] and chart["stops"] > 1:
            faults.append(f"no values at the keys: {texts}")
        self.browser.run(key % "Escape")
        if chart["isTime"] and chart["span"] > 60:
            mouse("mousePressed", 0.25, button="left", clickCount=1)
            mouse("mouseMoved", 0.5, button="left", buttons=1)
            mouse("mouseMoved", 0.75, button="left", buttons=1)
            mouse("mouseReleased", 0.75, button="left", clickCount=1)
            if self.browser.run(f"{find}.querySelector('button').hidden"):
                faults.append("dragging does not zoom")
            outside = [fault for fault in self.browser.run(MEASURE) if chart["id"] in fault and "outside" in fault]
            faults += [f"zoomed: {fault}" for fault in outside[:2]]
            self.browser.run(key % "Escape")
            if not self.browser.run(f"{find}.querySelector('button').hidden"):
                faults.append("Escape does not show all again")
        return faults

    def paper(self, name):
        pdf = base64.b64decode(self.browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        if self.is_keeping:
            (self.folder / f"{name}.pdf").write_bytes(pdf)
        return [] if pdf.startswith(b"%PDF") and len(pdf) > 10_000 else ["printing gives no document"]

    is_keeping = False

    def keep(self, name):
        if not self.is_keeping:
            return
        height = min(16000, self.browser.run("document.documentElement.scrollHeight"))
        width = self.browser.run("innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self.browser.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def itself(self):
        """Breaks a good page in ways that have each to be found."""
        good = self.write("good", scenario("liquidation-cascade")).read_text()
        body, line = "</body>", "data-series=\"mark\""
        start = good.index(line)
        end = good.index("/>", start)
        wrong = {
            "a coordinate that is no number": good[:start] + good[start:end].replace(" d=\"M", " d=\"MNaN ") + good[end:],
            "a line outside its box": good[:start] + good[start:end].replace(" d=\"M", " d=\"M-50 0L") + good[end:],
            "a wide element": good.replace(body, f"<div style=\"width:2000px\">x</div>{body}"),
            "a console message": good.replace(body, f"<script>console.warn('x')</script>{body}"),
            "a script that fails": good.replace(body, f"<script>nothing.here()</script>{body}"),
            "a script from elsewhere": good.replace(body, f"<script src=\"http://127.0.0.1:9/x.js\"></script>{body}"),
            "an empty chart": good.replace("data-series", "data-nothing"),
            "a missing chart": good.replace("Margin ratios</h3>", "Margins</h3>"),
            "scripts that show nothing": good.replace("addEventListener(\"pointermove\"", "addEventListener(\"x\""),
            "grey text": good.replace("--quiet:#566270", "--quiet:#a0a8b0"),
            "one text on another": good.replace("<text ", "<text dx=\"0\" style=\"font-size:24px\" "),
        }
        for name, text in wrong.items():
            file = self.folder / "wrong.html"
            file.write_text(text)
            faults = [] if text == good else self.look(file, 1280, "light", POSITION_CHARTS, 1) or self.values()
            self.count(f"the check itself: {name}", [] if faults else ["is not found"])
        file = self.folder / "wrong.html"
        file.write_text(good.replace("<details ", "<div ").replace("</details>", "</div>"))
        self.browser.open(file, 1280, "light")
        try:
            faults = self.steps(1)
        except RuntimeError:
            faults = ["no steps"]
        self.count("the check itself: steps that don't fold", [] if faults else ["is not found"])


def run(kind, look):
    """Makes a check of a kind from the command line, has it look at pages, and says how many were right."""
    parser = argparse.ArgumentParser()
    parser.add_argument("vamm", nargs="?", default=str(ROOT / ".build" / "release" / "vamm"))
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    browser = Browser()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep or pathlib.Path(temporary)
            folder.mkdir(exist_ok=True, parents=True)
            check = kind(browser, str(pathlib.Path(options.vamm).resolve()), folder)
            check.is_keeping = options.keep is not None
            look(check)
            print(f"{check.passed} passed, {check.failed} failed")
            sys.exit(1 if check.failed else 0)
    finally:
        browser.close()


def look_at_reports(check):
    check.itself()
    check.page("liquidation-cascade", scenario("liquidation-cascade"), POSITION_CHARTS, least_open=17)
    check.page("published-example", scenario("published-example"), POSITION_CHARTS, least_open=4)
    check.page("k-change", scenario("k-change"), POSITION_CHARTS, least_open=8)
    check.page("bad-debt-backstop", recorded("directed-v2", "bad-debt-backstop"), POSITION_CHARTS)
    check.page("k-migration-chain", recorded("directed-v1", "k-migration-chain"), POSITION_CHARTS)
    check.page("two-pools", recorded("market-v2", "v2-0007"), POSITION_CHARTS, pools=2, least_open=50)
    check.page("random-v1", recorded("market-v1", "v1-0005"), POOL_CHARTS)
    check.page("long", long_scenario(check.folder, 20_000), POSITION_CHARTS, most=5 * MB, least_open=200)


if __name__ == "__main__":
    run(Check, look_at_reports)

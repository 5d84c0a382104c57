"""Chromium without a window, spoken to in its own protocol (DevTools) over a pair of pipes.

Nothing but Debian's package `chromium` is needed. Whoever waits here waits for something to be the case on the page,
no longer than PATIENCE_S.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE_S = 20
PROGRAMS = ("chromium", "chromium-browser")
OPTIONS = ("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check",
           "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
           "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
           "--lang=en-US")

# Runs in the page: resolves as soon as the expression is true there, or with what it was last.
WAIT = """(async () => {
  const end = performance.now() + %d;
  for (;;) {
    let seen;
    try { seen = (%s); } catch (error) { seen = false; }
    if (seen || performance.now() > end) return seen instanceof Node ? true : seen;
    await new Promise((go) => setTimeout(go, 30));
  }
})()"""

# Keys that are more than their letter.
KEYS = {"Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, ""), "Escape": ("Escape", 27, ""), " ": ("Space", 32, " "),
        "ArrowDown": ("ArrowDown", 40, ""), "ArrowUp": ("ArrowUp", 38, "")}


class Chromium:
    def __init__(self):
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        assert program, "Debian's package chromium is not installed"
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()

        def arrange():  # the protocol's ends are descriptors 3 and 4
            high = [os.dup(fd) for fd in (to_read, to_write)]
            copies = [fd if fd > 4 else os.dup(os.dup(fd)) for fd in high]
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        # The sandbox cannot be had by root, which is who tests in a container.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [program, *OPTIONS, *sandbox, f"--user-data-dir={self.profile.name}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=arrange, pass_fds=(3, 4), env={**os.environ, "HOME": self.profile.name})
        os.close(to_read)
        os.close(to_write)
        self.received = b""
        self.last = 0
        self.pages = {}  # by session

    def close(self):
        try:
            self.command("Browser.close")
            self.process.wait(PATIENCE_S)
        except (AssertionError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.back)
        self.profile.cleanup()

    def command(self, method, session=None, patience_s=PATIENCE_S, **parameters):
        self.last += 1
        wanted = self.last
        message = {"id": wanted, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + patience_s + PATIENCE_S
        while True:
            answer = self.receive(end)
            assert answer is not None, f"chromium did not answer {method}"
            if answer.get("id") == wanted:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.dispatch(answer)

    def receive(self, end):
        while b"\0" not in self.received:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                return None
            octets = os.read(self.back, 1 << 20)
            assert octets, "chromium has ended"
            self.received += octets
        message, _, self.received = self.received.partition(b"\0")
        return json.loads(message)

    def dispatch(self, event):
        page = self.pages.get(event.get("sessionId"))
        if page:
            page.happened(event["method"], event["params"])

    def open(self, url, **how):
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self.pages[session] = Page(self, session, target)
        page.begin(**how)
        page.go(url)
        return page


class Page:
    """One tab: what it asked for, what it complained about, and what a person can do in it."""

    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target
        self.complaints, self.requests = [], []

    def command(self, method, **parameters):
        return self.browser.command(method, self.session, **parameters)

    def begin(self, width=1440, height=900, scheme="light", motion="no-preference"):
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.command(f"{domain}.enable")
        self.size(width, height)
        self.media(scheme, motion)
        self.command("Page.bringToFront")  # a page that nobody sees draws no frames
        self.command("Emulation.setFocusEmulationEnabled", enabled=True)  # nor does a window without focus take keys

    def media(self, scheme, motion="no-preference"):
        self.command("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}])

    def size(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=width < 600)

    def happened(self, method, of):
        if method == "Runtime.exceptionThrown":
            detail = of["exceptionDetails"]
            self.complaints.append(detail.get("exception", {}).get("description", detail["text"]))
        elif method == "Runtime.consoleAPICalled" and of["type"] in ("error", "warning", "assert"):
            self.complaints.append(" ".join(str(a.get("value", a.get("description"))) for a in of["args"]))
        elif method == "Log.entryAdded" and of["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{of['entry']['text']} {of['entry'].get('url', '')}")
        elif method == "Network.requestWillBeSent":
            self.requests.append(of["request"]["url"])

    def go(self, url):
        failed = self.command("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"

    def ask(self, expression, patience_s=PATIENCE_S):
        """The value of an expression, awaited if it is a promise."""
        answer = self.browser.command("Runtime.evaluate", self.session, patience_s, expression=expression,
                                      awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def until(self, expression, what=None):
        """Waits until the expression is true on the page; answers its value."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                seen = self.ask(WAIT % (PATIENCE_S * 1000, expression))
                break
            except AssertionError as fault:  # the page was left while it was waited in
                assert "ontext" in str(fault) and time.monotonic() < end, fault
        assert seen, f"never came true: {what or expression}; the page says: {self.words('main')[:300]}"
        return seen

    def words(self, selector="body"):
        return self.ask(f"document.querySelector({json.dumps(selector)})?.innerText") or ""

    def shows(self, text, selector="body"):
        self.until(f"document.querySelector({json.dumps(selector)})?.innerText.includes({json.dumps(text)})",
                   f"{text!r} in {selector}")

    def click(self, selector, text=""):
        """With the mouse, in the middle of the first that is to be seen and whose text has `text` in it."""
        find = (f"[...document.querySelectorAll({json.dumps(selector)})].find((e) => e.getClientRects().length && "
                f"(e.innerText ?? e.textContent).includes({json.dumps(text)}))")
        self.until(find + " !== undefined", f"{selector} {text}")
        place = f"""(() => {{
          const e = {find};
          const outside = (r) => r.top < 60 || r.bottom > innerHeight || r.left < 0 || r.right > innerWidth;
          if (outside(e.getClientRects()[0])) e.scrollIntoView({{block: 'center', inline: 'center'}});
          const r = e.getClientRects()[0];
          return [r.left + r.width / 2, r.top + r.height / 2];
        }})()"""
        # What is counted live moves in its list: it is clicked where it has stayed for a moment.
        at, before = self.ask(place), None
        while at != before:
            time.sleep(0.05)
            at, before = self.ask(place), at
        self.click_at(*at)

    def click_at(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, shift=False):
        code, number, text = KEYS.get(key, (key, ord(key.upper()[0]), key))
        how = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        self.command("Input.dispatchKeyEvent", type="keyDown", text=text, **how)
        self.command("Input.dispatchKeyEvent", type="keyUp", **how)

    def write(self, selector, text):
        """Into a field, in place of what it holds."""
        self.click(selector)
        self.ask(f"document.querySelector({json.dumps(selector)}).select()")
        self.command("Input.insertText", text=text)

    def photograph(self, path, whole=False):
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(picture["data"]))

    def close(self):
        self.browser.command("Target.closeTarget", targetId=self.target)
        self.browser.pages.pop(self.session, None)

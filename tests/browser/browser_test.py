#!/usr/bin/env python3
"""The console in a browser, with traffic passing: what a person sees, clicks, types and hears read.

  browser_test.py RESPONSUM_PROGRAM FOLDER_FOR_SCREENSHOTS
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import cases  # noqa: E402
from chromium import Chromium  # noqa: E402
from shop import Site  # noqa: E402

PROGRAM, SCREENSHOTS = sys.argv[1], Path(sys.argv[2])
PHONE = {"width": 390, "height": 844}
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")
PAGES = ["map", "map/locate", "map/locate?at=H8-n", "exchanges", "exchanges/{refused}", "statuses/403",
         "conditions/fs.search-denied"]
READY = {"map": ".diagram .hot", "exchanges": ".tail .row, .verdict", "statuses": ".card[open]",
         "conditions": ".card[open]"}


def refused():
    """The name of the newest exchange that a directory without search permission ended."""
    answer = SITE.send("GET /private/reports/q3.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return answer.split('exchange="')[1].split('"')[0]


def show(page, **how):
    opened = BROWSER.open(f"{SITE.console}#/{page}", **how)
    OPENED.append(opened)
    return opened


def ready(page, **how):
    opened = show(page.replace("{refused}", refused()), **how)
    opened.until(f"document.querySelector({json.dumps(READY[page.split('/')[0].split('?')[0]])})")
    opened.until("document.getElementById('live').dataset.state !== 'waiting'")
    return opened


def quiet_server_looks_intended():
    page = show("map")
    page.shows("Quiet.", ".side")
    page.shows(f"curl -i http://127.0.0.1:{SITE.port}/", ".side")
    page.photograph(SCREENSHOTS / "map-quiet.png")
    page.press("2")
    page.shows("No exchange yet", ".empty")
    page.close()


def map_shows_the_last_minute():
    SITE.see_everything()
    page = ready("map")
    page.shows("fs.search-denied", ".side")
    page.until("document.getElementById('live').innerText === 'Live'")
    # Twelve came in, seven were located: lines are as thick as what they carry.
    width = "parseFloat(document.querySelector('[data-from={0}][data-to={1}] path').style.strokeWidth)"
    page.until(width.format("connection", "message") + " > " + width.format("locate", "negotiate"))
    # Refusals have the colour of their class.
    rings = page.ask("""[...document.querySelectorAll('.end.hot')].map((e) =>
      [e.querySelector('.strong').textContent, getComputedStyle(e.querySelector('rect')).stroke])""")
    classes = {status[0]: colour for status, colour in rings}
    assert "403" in dict(rings) and {"2", "3", "4"} <= set(classes) and len(set(classes.values())) >= 3, rings
    before = int(page.words(".chapters small"))
    SITE.get("/")
    page.until(f"Number(document.querySelector('.chapters small').innerText) > {before}")
    page.photograph(SCREENSHOTS / "map.png")
    page.close()


def three_clicks_lead_to_the_directory():
    """From the first page to the name of the directory that may not be searched."""
    refused()
    page = ready("map")
    page.click(".card[data-chapter=locate] .chapter")
    page.click(".end[data-condition='fs.search-denied'].hot text")
    page.click(".latest a")
    page.until("document.querySelector('.verdict .named')?.innerText === 'private'")
    page.shows("EACCES: Permission denied", ".verdict")
    page.shows("What to do: Give the server's user search permission", ".verdict")
    page.close()


def list_of_endings_leads_there_in_two():
    refused()
    page = ready("map")
    page.click(".side a", "fs.search-denied")
    page.until("location.hash.includes('condition=fs.search-denied')")
    page.click(".tail .what a", "/private/reports/q3.txt")
    page.until("document.querySelector('.verdict .named')?.innerText === 'private'")
    page.close()


def way_is_lit_and_its_end_marked():
    page = ready("exchanges/{refused}")
    page.until("document.querySelector('.wayside .end.minted')?.dataset.condition === 'fs.search-denied'")
    lit = page.ask("[...document.querySelectorAll('.wayside .edge.trodden')].map((e) => e.id)")
    assert set(lit) == {"e-H1c-y", "e-H4-n", "e-H5a-y", "e-H6-y", "e-H6a-y", "e-H8-n"}, lit
    assert page.ask("[...document.querySelectorAll('.road b')].map((e) => e.innerText)") == [
        "connection", "message", "gate", "admit", "access", "method", "locate"]
    page.photograph(SCREENSHOTS / "exchange.png", whole=True)
    page.click(".road button", "method")
    page.until("document.querySelector('.wayside #n-G1.trodden')")
    page.click(".wayside .head a")  # on the map
    page.until("document.querySelector('.banner:not([hidden])') && document.querySelector('.map #n-G1.trodden')")
    page.close()


def question_tells_its_rule_keys_and_counts():
    page = ready("map/method")
    page.click("#n-G3 .text")
    page.shows("Is the declared content within max_content_bytes?", ".side")
    page.shows("limits.max_content_bytes", ".side .keys")
    link = page.ask("document.querySelector('.side .rule a').href")
    assert link == "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14", link
    page.until("Number(document.querySelector('.side .bar .n').innerText) > 0")
    page.until("document.querySelector('.side .latest a')")
    page.press("Escape")
    page.shows("The last minute", ".side")
    page.close()


def line_tells_who_took_it():
    page = ready("map/locate?at=H8")
    middle = page.ask("""(() => {
      const line = document.querySelector('#e-H8-n .hit');
      const p = line.getPointAtLength(line.getTotalLength() / 3).matrixTransform(line.getScreenCTM());
      return [p.x, p.y];
    })()""")
    page.click_at(*middle)
    page.until("location.hash.endsWith('at=H8-n')")
    page.shows("fs.search-denied", ".side .ending")
    page.shows("/private/reports/q3.txt", ".side .latest")
    page.photograph(SCREENSHOTS / "map-locate.png")
    page.close()


def row_appears_by_itself():
    page = ready("exchanges")
    page.ask("window.stayed = true")
    SITE.get("/missing.html?now")
    page.shows("/missing.html?now", ".tail tbody tr")
    assert page.ask("window.stayed"), "the page was loaded anew"
    page.until("document.querySelector('.sr[role=status]').textContent.includes('/missing.html?now')")
    page.photograph(SCREENSHOTS / "exchanges.png")
    page.close()


def pause_holds_back_and_counts():
    page = ready("exchanges")
    page.press("p")
    page.until("document.getElementById('live').innerText === 'Paused'")
    for n in range(3):
        SITE.get(f"/missing.html?held-{n}")
    page.until("document.querySelector('.waiting').innerText.startsWith('3 waiting')")
    assert "held" not in page.words(".tail")
    page.click(".waiting")
    page.shows("/missing.html?held-2", ".tail")
    page.until("document.getElementById('live').innerText === 'Live'")
    page.close()


def filters_narrow_the_list():
    page = ready("exchanges")
    page.write("input[name=status]", "404,5xx")
    page.until("[...document.querySelectorAll('.tail .chip')].every((c) => c.innerText === '404')")
    page.until("location.hash === '#/exchanges?status=404%2C5xx'")
    SITE.get("/")
    SITE.get("/missing.html?filtered")
    page.shows("/missing.html?filtered", ".tail tbody tr")
    page.until("[...document.querySelectorAll('.tail .chip')].every((c) => c.innerText === '404')")
    page.write("input[name=text]", "nothing has this")
    page.shows("None fits", ".empty")
    page.click(".empty a")
    page.until("document.querySelectorAll('.tail .row').length > 5")
    page.close()


def wrong_filter_is_told_at_its_field():
    page = ready("exchanges")
    page.write("input[name=status]", "4o4")
    page.until("document.querySelector('input[name=status]').matches('[aria-invalid]')")
    at = page.ask("""(() => {
      const input = document.querySelector('input[name=status]');
      const said = document.getElementById(input.getAttribute('aria-describedby'));
      const [a, b] = [input.getBoundingClientRect(), said.getBoundingClientRect()];
      const near = Math.abs(b.top - a.bottom) < 12 && Math.abs(b.left - a.left) < 12;
      return {mark: said.querySelector('mark').innerText, role: said.role, near};
    })()""")
    assert at == {"mark": "4o4", "role": "alert", "near": True}, at
    page.photograph(SCREENSHOTS / "exchanges-wrong-filter.png")
    page.write("input[name=status]", "404")
    page.until("!document.querySelector('[aria-invalid]') && document.querySelector('.tail .row')")
    page.complaints = [c for c in page.complaints if "400 (Bad Request)" not in c]  # as was wanted
    page.close()


def unknown_exchange_says_so():
    page = show("exchanges/0000000000000")
    page.shows("Not kept", "h1")
    page.complaints = [c for c in page.complaints if "404 (Not Found)" not in c]
    page.close()


def statuses_and_conditions_count():
    page = ready("statuses/403")
    page.until("Number(document.querySelector('#statuses-403 summary .n').innerText) > 0")
    page.shows("May the server search every directory on the way?", "#statuses-403 .answers")
    page.photograph(SCREENSHOTS / "statuses.png")
    page.click("#statuses-403 .links a", "fs.search-denied")
    page.shows("First seen at", "[id='conditions-fs.search-denied'] .seen")
    page.until("Number(document.querySelector('[id=\"conditions-fs.search-denied\"] summary .n').innerText) > 0")
    page.photograph(SCREENSHOTS / "conditions.png")
    page.click("[id='conditions-fs.search-denied'] .seen a")
    page.shows("Forbidden", ".verdict h1")
    page.close()


def everything_can_be_done_by_keys():
    page = ready("map")
    # From the top, wherever this Chromium thinks that reading begins.
    page.ask("(document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'))")
    page.press("Tab")
    page.until("document.activeElement.id === 'skip'")
    page.press("Enter")
    page.until("document.activeElement.id === 'page' && document.querySelector('.map .canvas')")
    for key, name in (("2", "exchanges"), ("3", "statuses"), ("4", "conditions"), ("1", "map")):
        page.press(key)
        page.until(f"document.querySelector('main.{name}') && "
                   f"document.querySelector('#pages [aria-current]').dataset.page === '{name}'")
    page.until("document.querySelector('.diagram .hot')")
    page.press("]")
    page.until("document.querySelector('.diagram #n-A1')")
    page.ask("document.querySelector('.canvas').focus()")
    page.until("document.activeElement.classList.contains('canvas')")
    page.press("Tab")
    seen = page.ask("""(() => {
      const e = document.activeElement;
      const box = e.querySelector('rect, path');
      const ring = getComputedStyle(box).strokeWidth;
      return {role: e.getAttribute('role'), label: e.getAttribute('aria-label'), ring};
    })()""")
    assert seen["role"] == "button" and seen["label"] and seen["ring"] == "2.5px", seen
    page.ask("document.querySelector('#n-A2').focus()")
    page.press("Enter")
    page.until("location.hash.endsWith('at=A2') && document.querySelector('.side .head')")
    page.press("Escape")
    page.until("!location.hash.includes('at=')")
    page.press("?", shift=True)
    page.until("document.querySelector('dialog[open]')?.innerText.includes('pause, go on')")
    page.press("Escape")
    page.until("!document.querySelector('dialog[open]')")
    page.press("2")
    page.until("document.querySelector('.tail .row')")
    page.press("/")
    page.until("document.activeElement.name === 'text'")
    page.press("Escape")
    page.press("ArrowDown")
    page.press("ArrowDown")
    page.until("document.querySelectorAll('.tail .what a')[1] === document.activeElement")
    outline = page.ask(
        "(({outlineStyle, outlineWidth}) => outlineStyle + outlineWidth)(getComputedStyle(document.activeElement))")
    assert outline == "solid2px", outline
    page.press("Enter")
    page.until("document.querySelector('.verdict')")
    page.press("Escape")
    page.until("document.querySelector('.tail')")
    page.close()


def visit(page, name):
    """Another page of the console in the same tab."""
    page.ask(f"location.hash = {json.dumps('#/' + name.replace('{refused}', refused()))}")
    page.until(f"document.querySelector({json.dumps(READY[name.split('/')[0].split('?')[0]])})")


def nothing_overflows_a_phone():
    page = ready("map", **PHONE)
    for name in PAGES:
        visit(page, name)
        page.photograph(SCREENSHOTS / f"phone-{re.sub(r'[^a-z0-9]+', '-', name)}.png")
        wide = page.ask("""(() => {
          const wide = document.documentElement.clientWidth;
          const apart = '.canvas, .chapters, pre, .sr'; // these scroll by themselves
          const out = [...document.querySelectorAll('main *, header *')].filter((e) =>
            e.getClientRects().length && e.getBoundingClientRect().right > wide + 1 && !e.closest(apart));
          const over = document.documentElement.scrollWidth - wide;
          return {over, out: out.slice(0, 5).map((e) => `${e.tagName}.${e.className}`)};
        })()""")
        assert wide == {"over": 0, "out": []}, f"{name}: {wide}"
    page.close()


def text_can_be_read_by_day_and_by_night():
    page = ready("map")
    for name in PAGES:
        visit(page, name)
        for scheme in ("light", "dark"):
            page.media(scheme, motion="reduce")  # no colour is half-way to another
            read = page.ask(f"{CONTRAST}(4.5)")
            assert read["seen"] > 30, f"{name}: {read}"
            assert not read["found"], f"{name}, {scheme}: {read['found'][:8]}"
        page.photograph(SCREENSHOTS / f"dark-{re.sub(r'[^a-z0-9]+', '-', name)}.png")
    page.close()


def still_for_those_who_want_no_motion():
    page = ready("map", motion="reduce")
    SITE.get("/")
    page.until("document.querySelector('.edge.fresh')")
    assert page.ask("document.getAnimations().length") == 0
    page.media("light")
    page.until("document.getAnimations().length > 0")
    page.close()


def thousand_rows_stay_quick():
    for part in range(12):
        SITE.get(f"/digits.txt?part-{part}", times=100)
    page = ready("exchanges")
    page.until("document.querySelectorAll('.tail .row').length === 1000")
    SITE.get("/missing.html?one-more")
    page.shows("/missing.html?one-more", ".tail tbody tr")
    assert page.ask("document.querySelectorAll('.tail .row').length") == 1000
    took_ms = page.ask("""(async () => {
      const begun = performance.now();
      document.querySelector('.sheet').style.width = '90%';
      document.body.getBoundingClientRect();
      await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
      return performance.now() - begun;
    })()""")
    assert took_ms < 1500, f"{took_ms} ms to lay out and draw anew"  # some tens on an idle machine
    page.close()


def nothing_complained_and_nothing_was_fetched_elsewhere():
    assert len(OPENED) >= 15
    complaints = [c for page in OPENED for c in page.complaints]
    assert not complaints, complaints[:5]
    foreign = {url for page in OPENED for url in page.requests
               if not url.startswith((SITE.console, "about:", "data:"))}
    assert not foreign, foreign


def lost_connection_is_said():
    page = ready("map")
    SITE.stop()
    page.until("document.getElementById('live').innerText === 'Lost'")
    page.shows("The server has not answered since", "#trouble")
    assert page.ask("document.querySelectorAll('.diagram .hot').length") > 0, "what was known is still shown"
    page.photograph(SCREENSHOTS / "lost.png")
    page.close()


CASES = [quiet_server_looks_intended, map_shows_the_last_minute, three_clicks_lead_to_the_directory,
         list_of_endings_leads_there_in_two, way_is_lit_and_its_end_marked, question_tells_its_rule_keys_and_counts,
         line_tells_who_took_it, row_appears_by_itself, pause_holds_back_and_counts, filters_narrow_the_list,
         wrong_filter_is_told_at_its_field, unknown_exchange_says_so, statuses_and_conditions_count,
         everything_can_be_done_by_keys, nothing_overflows_a_phone, text_can_be_read_by_day_and_by_night,
         still_for_those_who_want_no_motion, thousand_rows_stay_quick,
         nothing_complained_and_nothing_was_fetched_elsewhere, lost_connection_is_said]

if __name__ == "__main__":
    OPENED = []
    SITE = Site(PROGRAM)
    try:
        BROWSER = Chromium()
        try:
            code = cases.run("browser", CASES)
        finally:
            BROWSER.close()
    finally:
        SITE.end()
    sys.exit(code)

// The diagram with the traffic of the last minute on it, chapter by chapter.

import {diagram, get, Missing} from './api.js';
import {fill, h} from './dom.js';
import {brief, chip} from './format.js';
import {bring, chosen, draw, fit, hold, showChosen, showTraffic, showWay} from './drawing.js';
import {panel} from './panel.js';
import {measure} from './traffic.js';

const overview = 'overview';

export function open(root, first) {
  const tabs = h('nav.chapters', {'aria-label': 'Chapters'});
  const banner = h('div.banner', {hidden: true});
  const canvas = h('div.canvas', {tabindex: '0', role: 'region', 'aria-label': 'Drawing'});
  const side = h('aside.side', {'aria-label': 'What was chosen'});
  const size = h('div.zoom', {role: 'group', 'aria-label': 'Size of the drawing'},
    [['−', 0.8, 'Smaller (-)'], ['+', 1.25, 'Larger (+)']].map(([sign, factor, title]) => h('button', {type: 'button', title, 'aria-label': title, onclick: () => grow(factor)}, sign)));
  const legend = h('div.legend');
  root.append(h('h1.sr', 'Map'), tabs, banner, h('div.split', h('div.frame', canvas, legend, size), side));
  hold(canvas);

  let table = null;
  let svg = null;
  let drawn = ''; // the chapter that `svg` shows
  let chapter = '';
  let at = '';
  let way = null; // of the exchange that is looked at
  let latest = null; // counts of the last minute, as the server told them
  let seen = null; // the same, as the drawing asks about it
  let zoom = 1;
  let beside = null;

  const to = (name, params = {}) => {
    const query = new URLSearchParams(params);
    if (way) query.set('way', way.id);
    const text = query.toString();
    location.hash = `#/map/${name}${text ? `?${text}` : ''}`;
  };
  const choose = (tag) => to(chapter, tag === at ? {} : {at: tag});
  const resize = () => svg && fit(svg, canvas, zoom, chapter === overview);
  const grow = (factor) => {
    zoom = factor ? Math.max(0.4, Math.min(3, zoom * factor)) : 1;
    resize();
    bring(canvas, chosen(svg) || svg.querySelector('.question.main'));
  };

  function makeTabs() {
    const all = [{name: overview, caption: 'All chapters'}, ...table.chapters];
    fill(tabs, all.map(({name, caption}) => h('a', {title: caption, 'data-chapter': name}, h('span', name), h('small'), h('i.meter'))));
  }

  function showTabs() {
    const busiest = Math.max(1, seen?.exchanges || 0);
    for (const tab of tabs.children) {
      const name = tab.dataset.chapter;
      tab.href = `#/map/${name}${way ? `?way=${way.id}` : ''}`;
      if (name === chapter) tab.setAttribute('aria-current', 'true');
      else tab.removeAttribute('aria-current');
      tab.classList.toggle('trodden', Boolean(way?.way.some((step) => step.chapter === name)));
      if (!seen) continue;
      const n = name === overview ? seen.exchanges : seen.entered(name);
      tab.querySelector('small').textContent = brief(n);
      tab.querySelector('.meter').style.setProperty('--part', (n / busiest).toFixed(3));
    }
  }

  function showBanner() {
    banner.hidden = !way;
    if (!way) return;
    fill(banner, chip(way.status), h('span.target', h('b', way.method || '?'), ' ', way.target || '—'),
      h('a', {href: `#/exchanges/${way.id}`}, 'the exchange'), h('a', {href: `#/map/${chapter}`}, 'show all traffic'));
  }

  function showSide() {
    beside?.close();
    beside = panel(side, table, at, {chapter: chapter === overview ? '' : chapter, close: () => to(chapter)});
    side.classList.toggle('open', beside.chosen);
    if (seen) beside.update(seen);
  }

  async function lookAt(id) {
    if (!id) return null;
    if (way?.id === id) return way;
    try {
      return await get(`/api/exchanges/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error instanceof Missing) return null;
      throw error;
    }
  }

  async function go({rest, query}) {
    if (!table) {
      table = await diagram();
      makeTabs();
    }
    const names = [overview, ...table.chapters.map((c) => c.name)];
    chapter = names.includes(rest[0]) ? rest[0] : overview;
    at = query.get('at') || '';
    way = await lookAt(query.get('way'));
    const entering = drawn !== chapter;
    if (entering) {
      svg = await draw(chapter, {choose, enter: (name) => to(name), list: (ids) => { location.hash = `#/exchanges?condition=${ids.join(',')}`; }});
      drawn = chapter;
      fill(canvas, svg);
      zoom = 1;
    }
    const caption = table.chapters.find((c) => c.name === chapter)?.caption ?? 'Every chapter, in the order in which a request meets them';
    fill(legend, h('h2', chapter), h('p', caption));
    if (latest) seen = measure(table, latest);
    showTabs();
    showBanner();
    showWay(svg, way?.way);
    showChosen(svg, at);
    if (seen) showTraffic(svg, inChapter(seen));
    showSide();
    resize();
    tabs.querySelector('[aria-current]').scrollIntoView({block: 'nearest', inline: 'nearest'});
    const covered = matchMedia('(max-width: 60rem)').matches && side.classList.contains('open'); // by the panel
    if (!entering && !covered) return;
    if (chosen(svg)) bring(canvas, chosen(svg));
    else if (svg.querySelector('.question.main')) centre(svg.querySelector('.question.main'));
  }

  // The line into a chapter's head has no name; it carries what came into the chapter.
  const inChapter = (all) => ({...all, entered: (name) => all.entered(name ?? chapter)});

  // The main road in the middle, its head at the top.
  function centre(question) {
    bring(canvas, question);
    canvas.scrollTop = 0;
  }

  window.addEventListener('resize', resize);
  go(first);
  return {
    go,
    update(traffic) {
      latest = traffic;
      if (!svg) return;
      seen = measure(table, traffic);
      showTabs();
      showTraffic(svg, inChapter(seen));
      beside?.update(seen);
    },
    key(event) {
      if (!svg) return false;
      if (event.key === 'Escape' && (at || way)) {
        if (!at) way = null;
        to(chapter);
        return true;
      }
      const factor = {'+': 1.25, '-': 0.8, 0: 0}[event.key];
      if (factor !== undefined) {
        grow(factor);
        return true;
      }
      const step = {'[': -1, ']': 1}[event.key];
      if (!step) return false;
      const names = [overview, ...table.chapters.map((c) => c.name)];
      to(names[(names.indexOf(chapter) + step + names.length) % names.length]);
      return true;
    },
    close() {
      beside?.close();
      window.removeEventListener('resize', resize);
    },
  };
}

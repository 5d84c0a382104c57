// The diagram with the traffic of the last minute on it, chapter by chapter.

import {diagram, get, Missing, repeat} from './api.js';
import {fill, h} from './dom.js';
import {brief, chip, count, share} from './format.js';
import {bring, chosen, draw, fit, showChosen, showTraffic, showWay} from './drawing.js';
import {shortRow} from './rows.js';

const overview = 'overview';

export function open(root, first) {
  const tabs = h('nav.chapters', {'aria-label': 'Chapters'});
  const banner = h('div.banner', {hidden: true});
  const canvas = h('div.canvas');
  const side = h('aside.side', {'aria-live': 'off'});
  const size = h('div.zoom', {role: 'group', 'aria-label': 'Size of the drawing'},
    [['−', 0.8, 'Smaller'], ['+', 1.25, 'Larger']].map(([sign, factor, title]) => h('button', {type: 'button', title, onclick: () => grow(factor)}, sign)));
  root.append(h('h1.sr', 'Map'), tabs, banner, h('div.split', h('div.frame', canvas, size), side));

  let table = null;
  let svg = null;
  let drawn = ''; // the chapter that `svg` shows
  let chapter = '';
  let at = '';
  let way = null; // of the exchange that is looked at
  let traffic = null;
  let latest = null;
  let zoom = 1;
  let live = null; // parts of the side panel that change each second

  const to = (name, params) => {
    const query = new URLSearchParams(params);
    if (way) query.set('way', way.id);
    const text = query.toString();
    location.hash = `#/map/${name}${text ? `?${text}` : ''}`;
  };
  const choose = (tag) => to(chapter, {at: tag === at ? '' : tag});
  const resize = () => svg && fit(svg, canvas, zoom);
  const grow = (factor) => {
    zoom = Math.max(0.5, Math.min(3, zoom * factor));
    resize();
    bring(canvas, chosen(svg) || svg.querySelector('.question.main'));
  };
  const node = (tag) => table.nodes.find((n) => n.tag === tag);
  const edge = (tag) => table.edges.find((e) => e.tag === tag);
  const condition = (id) => table.conditions.find((c) => c.id === id);
  const seen = (tag) => traffic?.edges[tag] || 0;
  const asked = (tag) => seen(`${tag}-y`) + seen(`${tag}-n`);

  // How many came into the chapter: those that were asked its first question.
  const entered = (name) => asked(table.nodes.find((n) => n.chapter === name).tag);

  function showTabs() {
    const all = [{name: overview, caption: 'All chapters'}, ...table.chapters];
    const busiest = Math.max(1, ...table.chapters.map((c) => entered(c.name)));
    fill(tabs, all.map(({name, caption}) => {
      const n = name === overview ? traffic?.exchanges || 0 : entered(name);
      const meter = h('i.meter');
      meter.style.setProperty('--part', (n / busiest).toFixed(3));
      const query = way ? `?way=${way.id}` : '';
      return h('a', {href: `#/map/${name}${query}`, title: caption, 'aria-current': name === chapter ? 'true' : null},
        h('span', name), h('small', brief(n)), meter);
    }));
  }

  function showBanner() {
    banner.hidden = !way;
    if (!way) return;
    fill(banner, chip(way.status), h('span.target', h('b', way.method), ' ', way.target),
      h('a', {href: `#/exchanges/${way.id}`}, 'the exchange'), h('a', {href: `#/map/${chapter}`}, 'show all traffic'));
  }

  function showOverviewPanel() {
    const list = h('ol.bars');
    live = () => {
      const top = Object.entries(traffic.conditions).sort((a, b) => b[1] - a[1]).slice(0, 12);
      fill(list, top.map(([id, n]) => bar(h('a', {href: `#/exchanges?condition=${id}`}, id), n, traffic.exchanges, condition(id).status)),
        top.length ? null : h('li.none', 'Nothing in the last minute.'));
    };
    fill(side, h('h2', 'The last minute'), h('p.lead', 'How exchanges ended. Choose a question or an answer in the drawing to see who took it.'),
      list, h('p.keys', h('kbd', '1'), '–', h('kbd', '4'), ' pages ', h('kbd', '['), ' ', h('kbd', ']'), ' chapters ', h('kbd', '−'), ' ', h('kbd', '+'), ' size ', h('kbd', 'Esc'), ' close'));
  }

  function bar(label, n, all, status) {
    const fillBar = h(`i.fill${status === undefined ? '' : `.s${Math.floor(status / 100)}`}`);
    fillBar.style.setProperty('--part', (all ? n / all : 0).toFixed(4));
    return h('li.bar', h('span.label', status ? chip(status) : null, label), h('span.n', count(n)), h('span.of', share(n, all)), fillBar);
  }

  const leadsTo = (e) => (e.condition
    ? [h('a', {href: `#/conditions/${e.condition}`}, e.condition)]
    : [h('a', {href: `#/map/${node(e.to).chapter}?at=${e.to}`}, node(e.to).question)]);

  function showNodePanel(n) {
    const answers = h('ol.bars');
    live = () => {
      fill(answers, [`${n.tag}-y`, `${n.tag}-n`].map((tag) => {
        const e = edge(tag);
        const status = e.condition ? condition(e.condition).status ?? 0 : undefined;
        const label = h('span', h('a', {href: `#/map/${n.chapter}?at=${tag}`}, h('b', e.answer)), ' → ', leadsTo(e));
        return bar(label, seen(tag), asked(n.tag), status);
      }));
    };
    fill(side, panelHead(n.tag, n.question), h('p.rule', n.rule, n.lookup ? ` · first: ${n.lookup}` : ''), answers, latestList(n.tag));
  }

  function showEdgePanel(e) {
    const from = node(e.from);
    const numbers = h('p.numbers');
    live = () => fill(numbers, h('b', count(seen(e.tag))), ` of ${count(asked(e.from))} in the last minute (${share(seen(e.tag), asked(e.from))})`);
    const c = e.condition && condition(e.condition);
    fill(side, panelHead(e.tag, from.question, e.answer), h('p.rule', from.rule), numbers,
      c ? h('section.ending', h('p', chip(c.status ?? 0), ' ', h('a', {href: `#/conditions/${c.id}`}, h('code', c.id))), h('p', c.sentence), h('p.cure', c.cure))
        : h('p', 'Then: ', leadsTo(e)),
      latestList(e.tag));
  }

  function panelHead(tag, question, answer) {
    return h('div.head', h('h2', h('code.tag', tag), question, answer ? h(`span.answer.${answer}`, answer) : null),
      h('button.close', {type: 'button', title: 'Close (Esc)', onclick: () => to(chapter, {})}, '×'));
  }

  function latestList(tag) {
    const list = h('ol.latest', h('li.none', '…'));
    latest?.stop();
    latest = repeat(2000, async () => {
      const found = await get(`/api/exchanges?through=${encodeURIComponent(tag)}&most=10`);
      fill(list, found.exchanges.map(shortRow), found.exchanges.length ? null : h('li.none', 'None is kept.'));
    });
    return [h('h3', 'Latest that came this way'), list, h('p', h('a', {href: `#/exchanges?through=${encodeURIComponent(tag)}`}, 'All of them'))];
  }

  function showPanel() {
    latest?.stop();
    latest = null;
    const n = node(at);
    const e = edge(at);
    if (n) showNodePanel(n);
    else if (e) showEdgePanel(e);
    else showOverviewPanel();
    side.classList.toggle('open', Boolean(n || e));
    if (traffic) live();
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
    table ??= await diagram();
    const names = [overview, ...table.chapters.map((c) => c.name)];
    chapter = names.includes(rest[0]) ? rest[0] : overview;
    at = query.get('at') || '';
    way = await lookAt(query.get('way'));
    const entering = drawn !== chapter;
    if (entering) {
      const next = await draw(chapter, choose, (name) => to(name, {}));
      svg = next;
      drawn = chapter;
      fill(canvas, svg);
      zoom = 1;
    }
    svg.querySelectorAll('.end[data-conditions]').forEach((end) => {
      end.classList.add('can');
      end.onclick = () => { location.hash = `#/exchanges?condition=${end.dataset.conditions.replaceAll(' ', ',')}`; };
    });
    showTabs();
    showBanner();
    showWay(svg, way?.way);
    showChosen(svg, at);
    if (traffic) showTraffic(svg, traffic, entered);
    showPanel();
    resize();
    const covered = matchMedia('(max-width: 60rem)').matches && side.classList.contains('open'); // by the panel
    if (!entering && !covered) return;
    if (chosen(svg)) bring(canvas, chosen(svg));
    else if (svg.querySelector('.question.main')) centre(svg.querySelector('.question.main'));
  }

  // The main road in the middle, its head at the top.
  function centre(question) {
    bring(canvas, question);
    canvas.scrollTop = 0;
  }

  window.addEventListener('resize', resize);
  go(first);
  return {
    go,
    update(now) {
      traffic = now;
      if (!svg) return;
      showTabs();
      showTraffic(svg, traffic, entered);
      live?.();
    },
    key(event) {
      if (event.key === 'Escape' && (at || way)) {
        if (!at) way = null;
        to(chapter, {});
        return true;
      }
      const factor = {'+': 1.25, '-': 0.8}[event.key];
      if (factor && svg) {
        grow(factor);
        return true;
      }
      const step = {'[': -1, ']': 1}[event.key];
      if (!step || !table) return false;
      const names = [overview, ...table.chapters.map((c) => c.name)];
      to(names[(names.indexOf(chapter) + step + names.length) % names.length], {});
      return true;
    },
    close() {
      latest?.stop();
      window.removeEventListener('resize', resize);
    },
  };
}

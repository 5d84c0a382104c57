// Which page is shown, the pulse in the header, what is live, and the keys.

import {get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {brief, count, duration} from './format.js';
import {toggleHelp} from './help.js';
import {listen} from './live.js';
import {sparkline} from './spark.js';
import * as conditions from './conditions.js';
import * as exchange from './exchange.js';
import * as exchanges from './exchanges.js';
import * as map from './map.js';
import * as statuses from './statuses.js';

const pages = {map, exchanges, exchange, statuses, conditions};
const root = document.getElementById('page');
const live = document.getElementById('live');
let shown = null; // {name, view}
let traffic = null;
let state = 'waiting';
let paused = false;

// "#/map/locate?at=H8" → {page: 'map', rest: ['locate'], query}
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/').map(decodeURIComponent);
  const name = page === 'exchanges' && rest[0] ? 'exchange' : page;
  return {page: name in pages ? name : 'map', rest, query: new URLSearchParams(query || '')};
}

const stream = listen({
  traffic(counts) {
    traffic = counts;
    showPulse();
    if (!paused) shown?.view.update?.(traffic);
  },
  exchange: (row) => shown?.view.exchange?.(row),
  dropped: (number) => shown?.view.dropped?.(number),
  opened: () => shown?.view.opened?.(),
  state(name) {
    state = name;
    showState();
  },
});

// What a page may want of the console.
const frame = {
  tune: (filter) => stream.tune(filter),
  paused: () => paused,
  pause,
};

function show() {
  const to = route();
  const tab = to.page === 'exchange' ? 'exchanges' : to.page;
  for (const link of document.querySelectorAll('#pages a')) {
    if (link.dataset.page === tab) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (shown && shown.name === to.page && shown.view.go) {
    shown.view.go(to);
    return;
  }
  const first = !shown;
  shown?.view.close?.();
  root.className = `page ${to.page}`;
  fill(root);
  document.title = `${tab[0].toUpperCase()}${tab.slice(1)} · Responsum`;
  stream.tune(null);
  shown = {name: to.page, view: pages[to.page].open(root, to, frame)};
  if (traffic) shown.view.update?.(traffic);
  window.scrollTo(0, 0);
  if (!first) root.focus({preventScroll: true}); // a reader of the screen begins anew here
}

const said = {
  waiting: ['…', 'Asking the server'],
  live: ['Live', 'Told by the server as it happens. Pause (p)'],
  asking: ['Live', 'The server is asked each second, for it sends no events. Pause (p)'],
  lost: ['Lost', 'The server does not answer'],
  paused: ['Paused', 'Nothing moves until you go on (p)'],
};

function showState() {
  const now = state !== 'lost' && paused ? 'paused' : state;
  const [word, title] = said[now];
  live.dataset.state = document.body.dataset.state = now;
  live.title = title;
  live.setAttribute('aria-pressed', paused);
  const text = live.querySelector('span');
  if (text.textContent !== word) text.textContent = word;
}

function pause(wanted = !paused) {
  if (paused === wanted) return;
  paused = wanted;
  showState();
  shown?.view.pause?.(paused);
  if (!paused && traffic) shown?.view.update?.(traffic);
}

function showPulse() {
  const recent = traffic.seconds.slice(-6, -1).flat().reduce((a, b) => a + b, 0) / 5;
  const rate = recent >= 10 ? count(Math.round(recent)) : recent.toFixed(1);
  const pulse = document.getElementById('pulse');
  pulse.setAttribute('aria-label', `${rate} exchanges a second; ${traffic.exchanges} in the last minute`);
  fill(pulse, sparkline(traffic.seconds), h('span.rate', rate, h('small', ' /s')));
}

async function showFoot() {
  const o = await get('/api/overview');
  const words = [
    `${brief(o.exchanges)} exchanges in ${duration(o.uptime_s)}`,
    `${brief(o.connections)} connections`,
    o.refused_connections ? `${brief(o.refused_connections)} refused` : '',
    o.log_lines_dropped ? `${brief(o.log_lines_dropped)} log lines dropped` : '',
    `${o.workers} ${o.workers === 1 ? 'worker' : 'workers'}`,
    `profile ${o.profile}`,
    `edition ${o.edition}`,
    ...o.configuration.slice(0, 1),
  ];
  fill(document.getElementById('foot'), ...words.filter(Boolean).map((text) => h('span', text)),
    ...o.listen.map((url) => h('a', {href: url}, url.replace(/^http:\/\/|\/$/g, ''))));
}

function key(event) {
  const typing = event.target.closest?.('input, select, textarea');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const page = ['#/map', '#/exchanges', '#/statuses', '#/conditions'][Number(event.key) - 1];
  if (page) location.hash = page;
  else if (event.key === 'p') pause();
  else if (event.key === '?') toggleHelp();
  else if (!shown?.view.key?.(event)) return;
  event.preventDefault();
}

window.addEventListener('hashchange', show);
window.addEventListener('keydown', key);
live.addEventListener('click', () => pause());
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the part after # is the page's
  root.focus();
});
document.getElementById('keys').addEventListener('click', toggleHelp);
showState();
show();
repeat(5000, showFoot);

// Which page is shown, the pulse in the header, and the keys.

import {get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {brief, count, duration} from './format.js';
import {sparkline} from './spark.js';
import * as conditions from './conditions.js';
import * as exchange from './exchange.js';
import * as exchanges from './exchanges.js';
import * as map from './map.js';
import * as statuses from './statuses.js';

const pages = {map, exchanges, exchange, statuses, conditions};
const root = document.getElementById('page');
let shown = null; // {name, view}
let traffic = null;

// "#/map/locate?at=H8" → {page: 'map', rest: ['locate'], query}
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/').map(decodeURIComponent);
  const name = page === 'exchanges' && rest[0] ? 'exchange' : page;
  return {page: name in pages ? name : 'map', rest, query: new URLSearchParams(query || '')};
}

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
  shown?.view.close?.();
  root.className = `page ${to.page}`;
  fill(root);
  document.title = `${tab[0].toUpperCase()}${tab.slice(1)} · Responsum`;
  shown = {name: to.page, view: pages[to.page].open(root, to)};
  if (traffic) shown.view.update?.(traffic);
  window.scrollTo(0, 0);
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
  const said = [
    `${brief(o.exchanges)} exchanges in ${duration(o.uptime_s)}`,
    `${brief(o.connections)} connections`,
    o.refused_connections ? `${brief(o.refused_connections)} refused` : '',
    o.log_lines_dropped ? `${brief(o.log_lines_dropped)} log lines dropped` : '',
    `${o.workers} ${o.workers === 1 ? 'worker' : 'workers'}`,
    `profile ${o.profile}`,
    `edition ${o.edition}`,
    ...o.configuration.slice(0, 1),
  ];
  fill(document.getElementById('foot'), ...said.filter(Boolean).map((text) => h('span', text)),
    ...o.listen.map((url) => h('a', {href: url}, url.replace(/^http:\/\/|\/$/g, ''))));
}

function key(event) {
  const typing = event.target.closest?.('input, select, textarea');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const page = ['#/map', '#/exchanges', '#/statuses', '#/conditions'][Number(event.key) - 1];
  if (page) location.hash = page;
  else if (!shown?.view.key?.(event)) return;
  event.preventDefault();
}

window.addEventListener('hashchange', show);
window.addEventListener('keydown', key);
show();
repeat(1000, async () => {
  traffic = await get('/api/traffic');
  showPulse();
  shown?.view.update?.(traffic);
});
repeat(5000, showFoot);

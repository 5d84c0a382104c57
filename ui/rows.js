// Exchanges as a list: in full on their own page, shortened beside the map.

import {h} from './dom.js';
import {bytes, chip, clock} from './format.js';

const gone = {aborted: 'the client went', truncated: 'cut short'};

export function shortRow(e) {
  return h('li', h('a.short', {href: `#/exchanges/${e.id}`},
    chip(e.status), h('span.target', h('b', e.method || '?'), ' ', e.target || '—'), h('time', {datetime: e.time}, clock(e.time).slice(0, 8))));
}

export function longRow(e) {
  const outcome = gone[e.client_outcome];
  return h('tr.row', {'data-id': e.id},
    h('td.when', h('time', {datetime: e.time}, clock(e.time))),
    h('td.status', chip(e.status)),
    h('td.what', h('a', {href: `#/exchanges/${e.id}`, title: e.target || null}, h('b', e.method || '?'), ' ', h('span.target', e.target || '—')),
      outcome ? h('span.tagged', outcome) : null),
    h('td.condition', h('code', e.condition), e.subject ? h('span.subject', {title: e.subject}, e.subject) : null),
    h('td.route', e.route || ''),
    h('td.n.took', `${e.duration_ms} ms`),
    h('td.n.sent', bytes(e.sent_bytes)),
    h('td.peer', e.peer));
}

// Every condition, by area: how often, since when, and what would have been right.

import {fill, h} from './dom.js';
import {ago, clock, ruleLink} from './format.js';
import {answerLink, reference} from './reference.js';

const areas = (all) => {
  const groups = new Map();
  for (const c of all) groups.set(c.id.split('.')[0], [...(groups.get(c.id.split('.')[0]) || []), c]);
  return [...groups];
};

const body = (c, table) => [
  h('p', c.sentence), h('p.cure', h('b', 'What to do: '), c.cure), h('p.rule', ruleLink(c.rule)), h('p.links.seen'),
  c.edges.length ? h('h3', 'Answers that lead to it') : null, h('ul.answers', c.edges.map((tag) => answerLink(table, tag))),
  h('p', h('a', {href: `#/exchanges?condition=${c.id}`}, 'Exchanges with this condition')),
];

const day = (time) => (Date.now() - Date.parse(time) > 43200000 ? `${new Date(time).toLocaleDateString()} ` : '');

function update(c, element) {
  const seen = element.querySelector('.seen');
  seen.hidden = !c.first_seen;
  if (c.first_seen) fill(seen, h('span', `First seen at ${day(c.first_seen)}${clock(c.first_seen).slice(0, 8)}, last ${ago(c.last_seen)}.`),
    h('a', {href: `#/exchanges/${c.last_exchange}`}, 'The latest exchange'));
}

export const open = (root, first, frame) => reference(root, first, {
  title: 'Conditions',
  lead: () => 'What can be the case with a request, why, and what would have been right. Counts are since the start; “seen” is as far back as exchanges are kept.',
  placeholder: 'fs, denied, 403',
  only: 'Only those met',
  path: '/api/conditions',
  paused: frame.paused,
  items: ({conditions}) => conditions,
  id: (c) => c.id,
  words: (c) => `${c.id} ${c.status || 'none'} ${c.sentence} ${c.cure}`,
  orders: [['by area'], ['commonest first', (a, b) => b.count - a.count], ['latest first', (a, b) => (b.last_seen || '').localeCompare(a.last_seen || '')]],
  groups: areas,
  summary: (c) => [h('code.id', c.id), h('span.sentence', c.sentence)],
  quiet: (c) => (c.last_seen && c.count ? ago(c.last_seen) : ''),
  body,
  update,
});

// Every status of the profile, what leads to it here, and how often it did.

import {h} from './dom.js';
import {ruleLink} from './format.js';
import {answerLink, reference} from './reference.js';

const classes = [
  ['informational', '1xx Informational'],
  ['successful', '2xx Successful'],
  ['redirection', '3xx Redirection'],
  ['client-error', '4xx Client error'],
  ['server-error', '5xx Server error'],
];

const body = (st, table) => {
  const ways = table.edges.filter((e) => st.conditions.includes(e.condition));
  return [
    h('p', st.meaning), h('p.cure', st.advice), st.duty ? h('p.duty', `A client: ${st.duty}.`) : null, st.note ? h('p.duty', st.note) : null,
    h('p.rule', ruleLink(st.source), st.registration === 'registered' ? '' : ` · ${st.registration}`, st.obligatory_fields ? ` · carries ${st.obligatory_fields}` : ''),
    st.conditions.length ? h('p.links', h('span', 'Conditions'), st.conditions.map((id) => h('a', {href: `#/conditions/${id}`}, h('code', id)))) : null,
    ways.length ? [h('h3', 'Answers that lead to it'), h('ul.answers', ways.map((e) => answerLink(table, e.tag)))] : null,
    st.conditions.length ? h('p', h('a', {href: `#/exchanges?status=${st.status}`}, 'Exchanges with this status')) : null,
  ].flat();
};

export const open = (root, first, frame) => reference(root, first, {
  title: 'Statuses',
  lead: ({profile}) => `What the profile “${profile}” knows, and how often this server gave it since it started.`,
  placeholder: 'number or words',
  only: 'Only those given',
  path: '/api/statuses',
  paused: frame.paused,
  items: ({statuses}) => statuses.map((st) => ({...st, status: st.code})),
  id: (st) => String(st.code),
  words: (st) => `${st.code} ${st.phrase} ${st.meaning} ${st.conditions.join(' ')}`,
  orders: [['by number'], ['commonest first', (a, b) => b.count - a.count || a.code - b.code]],
  groups: (all) => classes.map(([name, title]) => [title, all.filter((st) => st.class === name)]),
  summary: (st) => [h('b', st.phrase), st.conditions.length ? null : h('span.never', 'not given by this server')],
  body,
});

// What stands beside the drawing: the last minute, or the question or answer that was chosen.

import {get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {chip, count, ruleLink, share} from './format.js';
import {shortRow} from './rows.js';

function bar(label, status) {
  const part = h(`i.fill${status === undefined ? '' : `.s${Math.floor(status / 100)}`}`);
  const n = h('span.n');
  const of = h('span.of');
  const element = h('li.bar', h('span.label', status === undefined ? null : chip(status), label), n, of, part);
  element.show = (number, all) => {
    n.textContent = count(number);
    of.textContent = share(number, all);
    part.style.setProperty('--part', (all ? number / all : 0).toFixed(4));
  };
  return element;
}

// Brings the list to these elements. What stays in its place is not touched: somebody may be about to click it.
function arrange(list, elements) {
  elements.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  while (list.children.length > elements.length) list.lastElementChild.remove();
}

const quiet = () => h('div.quiet',
  h('p', h('b', 'Quiet. '), 'Nothing in the last minute. The drawing is the way that every request takes; choose a question to read what it asks.'),
  h('p', 'To see it move:'), h('pre', h('code', `curl -i ${siteAddress()}`)));

const siteAddress = () => document.querySelector('#foot a')?.href || 'http://127.0.0.1:8080/';

// How exchanges of the last minute ended, all of them or those that ended in one chapter, commonest first.
function lastMinute(side, table, chapter) {
  const list = h('ol.bars');
  const words = h('p.lead', `How exchanges ended${chapter ? ' in this chapter' : ''}, commonest first. Choose a question or an answer in the drawing to see who took it.`);
  const nothing = quiet();
  const nobody = h('p.none', 'No exchange ended in this chapter.');
  fill(side, h('h2', 'The last minute', chapter ? ` in ${chapter}` : ''), words, list, nobody, nothing);
  const ends = (seen) => {
    if (!chapter) return Object.entries(seen.conditions);
    const counts = new Map();
    for (const e of table.edges)
      if (e.condition && table.chapterOf(e.tag) === chapter) counts.set(e.condition, (counts.get(e.condition) || 0) + seen.taken(e.tag));
    return [...counts].filter(([, n]) => n);
  };
  const bars = new Map(); // by condition
  const barOf = (id) => {
    if (!bars.has(id)) bars.set(id, bar(h('a', {href: `#/exchanges?condition=${id}`}, id), table.condition.get(id).status));
    return bars.get(id);
  };
  return (seen) => {
    const top = ends(seen).sort((a, b) => b[1] - a[1]).slice(0, 14);
    nothing.hidden = seen.exchanges > 0;
    nobody.hidden = !seen.exchanges || top.length > 0;
    words.hidden = list.hidden = !top.length;
    arrange(list, top.map(([id]) => barOf(id)));
    for (const [id, n] of top) barOf(id).show(n, seen.exchanges);
  };
}

const leadsTo = (table, e) => (e.condition
  ? h('a', {href: `#/conditions/${e.condition}`}, e.condition)
  : h('a', {href: `#/map/${table.node.get(e.to).chapter}?at=${e.to}`}, table.node.get(e.to).question));

const head = (tag, question, answer, close) => h('div.head',
  h('h2', h('code.tag', tag), question, answer ? h(`span.answer.${answer}`, answer) : null),
  h('button.close', {type: 'button', title: 'Close (Esc)', 'aria-label': 'Close', onclick: close}, '×'));

const keysOf = (n) => (n.keys ? [h('h3', 'Ruled by'), h('ul.keys', n.keys.map((key) => h('li', h('code', key))))] : null);

// Those that came by it last, looked up again as the counts move.
function latest(tag) {
  const list = h('ol.latest', h('li.none', '…'));
  const rows = new Map(); // by id
  const asking = repeat(2000, async () => {
    const {exchanges} = await get(`/api/exchanges?through=${encodeURIComponent(tag)}&most=10`);
    for (const e of exchanges) if (!rows.has(e.id)) rows.set(e.id, shortRow(e));
    for (const id of rows.keys()) if (!exchanges.some((e) => e.id === id)) rows.delete(id);
    arrange(list, exchanges.length ? exchanges.map((e) => rows.get(e.id)) : [h('li.none', 'None is kept.')]);
  });
  return {
    parts: [h('h3', 'Latest that came this way'), list, h('p', h('a', {href: `#/exchanges?through=${encodeURIComponent(tag)}`}, 'All of them'))],
    stop: asking.stop,
  };
}

function node(side, table, n, by, close) {
  const bars = [`${n.tag}-y`, `${n.tag}-n`].map((tag) => {
    const e = table.edge.get(tag);
    const status = e.condition ? table.condition.get(e.condition).status : undefined;
    return [tag, bar(h('span', h('a', {href: `#/map/${n.chapter}?at=${tag}`}, h('b', e.answer)), ' → ', leadsTo(table, e)), status)];
  });
  fill(side, head(n.tag, n.question, '', close), h('p.rule', ruleLink(n.rule), n.lookup ? ` · first: ${n.lookup}` : ''),
    h('ol.bars', bars.map(([, element]) => element)), keysOf(n), by.parts);
  return (seen) => bars.forEach(([tag, element]) => element.show(seen.taken(tag), seen.asked(n.tag)));
}

function edge(side, table, e, by, close) {
  const from = table.node.get(e.from);
  const numbers = h('p.numbers');
  const c = e.condition && table.condition.get(e.condition);
  fill(side, head(e.tag, from.question, e.answer, close), h('p.rule', ruleLink(from.rule)), numbers,
    c ? h('section.ending', h('p', chip(c.status), ' ', h('a', {href: `#/conditions/${c.id}`}, h('code', c.id))), h('p', c.sentence), h('p.cure', c.cure))
      : h('p', 'Then: ', leadsTo(table, e)),
    keysOf(from), by.parts);
  return (seen) => fill(numbers, h('b', count(seen.taken(e.tag))), ` of ${count(seen.asked(e.from))} in the last minute (${share(seen.taken(e.tag), seen.asked(e.from))})`);
}

// Fills `side` with what `at` names; answers how to bring its counts up to date, and how to leave it.
export function panel(side, table, at, {chapter, close}) {
  const n = table.node.get(at);
  const e = table.edge.get(at);
  const by = n || e ? latest(at) : null;
  const update = n ? node(side, table, n, by, close) : e ? edge(side, table, e, by, close) : lastMinute(side, table, chapter);
  return {chosen: Boolean(n || e), update, close: () => by?.stop()};
}

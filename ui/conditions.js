// Every condition, by area: how often, since when, and what would have been right.

import {diagram, get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {ago, brief, chip, clock, count} from './format.js';

export function open(root, first) {
  const search = h('input', {type: 'search', placeholder: 'fs, denied, 403', 'aria-label': 'Search', autocomplete: 'off'});
  const only = h('input', {type: 'checkbox'});
  const list = h('div');
  root.append(h('h1', 'Conditions'), h('p.lead', 'What can be the case with a request. Counts are since the start; seen is as far back as exchanges are kept.'),
    h('form.filters', h('label.wide', h('span', 'Search'), search), h('label.check', only, h('span', 'Only those met'))), list);
  const cards = new Map(); // by id
  let table = null;

  const chapterOf = (tag) => table.nodes.find((n) => n.tag === tag.slice(0, tag.lastIndexOf('-'))).chapter;

  function card(c) {
    const total = h('span.n');
    const lately = h('span.lately');
    const seen = h('p.links');
    const element = h('details.card', {id: `condition-${c.id}`},
      h('summary', chip(c.status), h('code.id', c.id), h('span.sentence', c.sentence), lately, total),
      h('div.body', h('p', c.sentence), h('p.cure', h('b', 'What to do: '), c.cure), h('p.rule', c.rule),
        h('p.links', h('span', 'Answers that lead to it '), c.edges.map((tag) => h('a', {href: `#/map/${chapterOf(tag)}?at=${tag}`}, h('code.tag', tag)))),
        seen, h('p', h('a', {href: `#/exchanges?condition=${c.id}`}, 'Exchanges with this condition'))));
    return {element, total, lately, seen, condition: c};
  }

  function filter() {
    const words = search.value.trim().toLowerCase();
    for (const {element, condition: c} of cards.values())
      element.hidden = (only.checked && !c.count) || !`${c.id} ${c.status} ${c.sentence}`.toLowerCase().includes(words);
    for (const section of list.children) section.hidden = ![...section.querySelectorAll('.card')].some((c) => !c.hidden);
  }

  function show(answer) {
    if (!cards.size) {
      const areas = new Map();
      for (const c of answer.conditions) {
        const area = c.id.split('.')[0];
        cards.set(c.id, card(c));
        areas.set(area, [...(areas.get(area) || []), cards.get(c.id).element]);
      }
      fill(list, [...areas].map(([area, own]) => h('section.group', h('h2', area), own)));
      go(first);
    }
    for (const c of answer.conditions) {
      const its = cards.get(c.id);
      its.condition = c;
      its.total.textContent = c.count ? brief(c.count) : '';
      its.total.title = count(c.count);
      its.lately.textContent = c.last_minute ? `${brief(c.last_minute)} in the last minute` : c.last_seen && c.count ? ago(c.last_seen) : '';
      its.element.classList.toggle('quiet', !c.count);
      if (its.element.open || !its.seen.childElementCount)
        fill(its.seen, c.first_seen ? [h('span', `First seen ${clock(c.first_seen).slice(0, 8)}, last ${ago(c.last_seen)} `),
          h('a', {href: `#/exchanges/${c.last_exchange}`}, 'the latest')] : []);
    }
    filter();
  }

  function go({rest}) {
    const its = cards.get(rest[0]);
    if (!its) return;
    its.element.open = true;
    its.element.scrollIntoView({block: 'center'});
    its.element.querySelector('summary').focus({preventScroll: true});
  }

  search.addEventListener('input', filter);
  only.addEventListener('change', filter);
  const asking = repeat(2000, async () => {
    table ??= await diagram();
    show(await get('/api/conditions'));
  });
  return {
    go,
    close: asking.stop,
    key: (event) => event.key === '/' && (search.focus(), true),
  };
}

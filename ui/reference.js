// What statuses and conditions have in common: a list of cards, to be searched, with counts that move.

import {diagram, get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {brief, chip, count} from './format.js';

// An answer of the diagram in words, with what it led to in the last minute.
export function answerLink(table, tag) {
  const e = table.edge.get(tag);
  const from = table.node.get(e.from);
  return h('li', h('a', {href: `#/map/${from.chapter}?at=${tag}`}, h('code.tag', tag), h('span', from.question), h(`span.answer.${e.answer}`, e.answer)),
    h('span.n', {'data-edge': tag}));
}

// `page` has title, lead(answer), placeholder, only (what the box says), path, items(answer), id(item), words(item),
// groups(items) → [[title, items]], order: [[name, compare or none]], summary(item) and body(item, table) → elements,
// update(item, element).
export function reference(root, first, page) {
  const search = h('input', {type: 'search', placeholder: page.placeholder, autocomplete: 'off', spellcheck: 'false'});
  const only = h('input', {type: 'checkbox'});
  const order = h('select', page.orders.map(([name], at) => h('option', {value: at}, name)));
  const lead = h('p.lead');
  const list = h('div');
  const none = h('div.empty', {hidden: true}, h('h2', 'None fits'), h('p', 'Nothing here has these words.'));
  root.append(h('h1', page.title), lead, h('form.filters', {role: 'search', onsubmit: (event) => event.preventDefault()},
    h('label.wide', h('span', 'Search'), search), h('label', h('span', 'Order'), order), h('label.check', only, h('span', page.only))), list, none);
  const cards = new Map(); // by id
  let table = null;
  let shownOrder = '';

  function make(item) {
    const lately = h('span.lately');
    const total = h('span.n');
    const element = h('details.card', {id: `${page.title.toLowerCase()}-${page.id(item)}`},
      h('summary', h('span.at', chip(item.status)), page.summary(item), lately, total));
    const card = {element, lately, total, item, filled: false};
    element.addEventListener('toggle', () => element.open && open(card));
    return card;
  }

  // What stands in a card is made when it is opened first.
  function open(card) {
    if (!card.filled) card.element.append(h('div.body', page.body(card.item, table)));
    card.filled = true;
    page.update?.(card.item, card.element);
  }

  function arrange() {
    const [, compare] = page.orders[order.value];
    const items = [...cards.values()].map((card) => card.item);
    const groups = compare ? [['', items.sort(compare)]] : page.groups(items);
    const key = groups.map(([title, own]) => `${title}:${own.map(page.id)}`).join();
    if (key === shownOrder) return;
    shownOrder = key;
    const focused = document.activeElement;
    fill(list, groups.filter(([, own]) => own.length).map(([title, own]) => h('section.group',
      title ? h('h2', title, h('span.sum')) : null, own.map((item) => cards.get(page.id(item)).element))));
    if (list.contains(focused)) focused.focus({preventScroll: true});
  }

  function filter() {
    const words = search.value.trim().toLowerCase().split(/\s+/);
    let any = false;
    for (const {element, item} of cards.values()) {
      const text = page.words(item).toLowerCase();
      element.hidden = (only.checked && !item.count) || !words.every((word) => text.includes(word));
      any ||= !element.hidden;
    }
    for (const section of list.children) {
      const own = [...section.querySelectorAll('.card')];
      section.hidden = own.every((card) => card.hidden);
      own.forEach((card) => card.classList.remove('first', 'last'));
      const seen = own.filter((card) => !card.hidden);
      seen[0]?.classList.add('first');
      seen.at(-1)?.classList.add('last');
    }
    none.hidden = any;
  }

  function show(answer) {
    const fresh = !cards.size;
    lead.textContent = page.lead(answer);
    for (const item of page.items(answer)) {
      if (fresh) cards.set(page.id(item), make(item));
      const card = cards.get(page.id(item));
      card.item = item;
      card.total.textContent = item.count ? brief(item.count) : '';
      card.total.title = `${count(item.count)} since the start`;
      card.lately.textContent = item.last_minute ? `${brief(item.last_minute)} in the last minute` : page.quiet?.(item) ?? '';
      card.lately.classList.toggle('now', item.last_minute > 0);
      card.element.classList.toggle('quiet', !item.count);
      if (card.filled) page.update?.(item, card.element);
    }
    arrange();
    for (const section of list.children) {
      const sum = section.querySelector('.sum');
      if (!sum) continue;
      const all = [...section.querySelectorAll('.card')].reduce((n, e) => n + cards.get(e.id.slice(page.title.length + 1)).item.count, 0);
      sum.textContent = all ? brief(all) : '';
    }
    filter();
    if (fresh) go(first);
  }

  function go({rest}) {
    const card = cards.get(rest[0]);
    if (!card) return;
    card.element.open = true;
    open(card);
    card.element.scrollIntoView({block: 'center'});
    card.element.querySelector('summary').focus({preventScroll: true});
  }

  search.addEventListener('input', filter);
  only.addEventListener('change', filter);
  order.addEventListener('change', () => {
    arrange();
    filter();
  });
  const asking = repeat(2000, async () => {
    table ??= await diagram();
    if (!cards.size || !page.paused()) show(await get(page.path));
  });
  return {
    go,
    close: asking.stop,
    // Counts of the answers in cards that stand open.
    update({edges}) {
      for (const n of list.querySelectorAll('details[open] [data-edge]')) {
        const seen = edges[n.dataset.edge];
        n.textContent = seen ? `${brief(seen)} / min` : '';
      }
    },
    key(event) {
      if (event.key !== '/') return false;
      search.focus();
      return true;
    },
  };
}

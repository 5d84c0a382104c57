// Every status of the profile, what leads to it here, and how often it did.

import {diagram, get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {brief, chip, count} from './format.js';

const classes = {
  informational: '1xx Informational',
  successful: '2xx Successful',
  redirection: '3xx Redirection',
  'client-error': '4xx Client error',
  'server-error': '5xx Server error',
};

export function open(root, first) {
  const search = h('input', {type: 'search', placeholder: 'number or words', 'aria-label': 'Search', autocomplete: 'off'});
  const only = h('input', {type: 'checkbox'});
  const profile = h('p.lead');
  const list = h('div');
  root.append(h('h1', 'Statuses'), profile, h('form.filters', h('label.wide', h('span', 'Search'), search), h('label.check', only, h('span', 'Only those given'))), list);
  const cards = new Map(); // by code
  let table = null;

  const edgesOf = (conditions) => table.edges.filter((e) => conditions.includes(e.condition));

  function card(st) {
    const total = h('span.n');
    const lately = h('span.lately');
    const ways = edgesOf(st.conditions);
    const element = h('details.card', {id: `status-${st.code}`},
      h('summary', chip(st.code), h('b', st.phrase), st.conditions.length ? null : h('span.never', 'not given here'), lately, total),
      h('div.body', h('p', st.meaning), h('p.cure', st.advice), st.duty ? h('p.duty', `A client: ${st.duty}.`) : null, st.note ? h('p.duty', st.note) : null,
        h('p.rule', st.source, st.registration === 'registered' ? '' : ` · ${st.registration}`, st.obligatory_fields ? ` · carries ${st.obligatory_fields}` : ''),
        st.conditions.length ? h('p.links', h('span', 'Conditions '), st.conditions.map((id) => h('a', {href: `#/conditions/${id}`}, h('code', id)))) : null,
        ways.length ? h('p.links', h('span', 'Answers that lead to it '), ways.map((e) =>
          h('a', {href: `#/map/${table.nodes.find((n) => n.tag === e.from).chapter}?at=${e.tag}`}, h('code.tag', e.tag)))) : null,
        st.conditions.length ? h('p', h('a', {href: `#/exchanges?status=${st.code}`}, 'Exchanges with this status')) : null));
    return {element, total, lately, status: st};
  }

  function filter() {
    const words = search.value.trim().toLowerCase();
    for (const section of list.children) {
      for (const {element, status} of cards.values()) {
        const text = `${status.code} ${status.phrase} ${status.meaning} ${status.conditions.join(' ')}`.toLowerCase();
        element.hidden = (only.checked && !status.count) || !text.includes(words);
      }
      section.hidden = ![...section.querySelectorAll('.card')].some((c) => !c.hidden);
    }
  }

  function show(answer) {
    if (!cards.size) {
      profile.textContent = `As the profile ${answer.profile} has them, with what this server has given since it started.`;
      for (const st of answer.statuses) cards.set(st.code, card(st));
      fill(list, Object.entries(classes).map(([name, title]) => {
        const own = answer.statuses.filter((st) => st.class === name);
        return own.length ? h('section.group', h('h2', title), own.map((st) => cards.get(st.code).element)) : null;
      }));
      go(first);
    }
    for (const st of answer.statuses) {
      const c = cards.get(st.code);
      c.status = st;
      c.total.textContent = st.count ? brief(st.count) : '';
      c.total.title = count(st.count);
      c.lately.textContent = st.last_minute ? `${brief(st.last_minute)} in the last minute` : '';
      c.element.classList.toggle('quiet', !st.count);
    }
    filter();
  }

  function go({rest}) {
    const c = cards.get(Number(rest[0]));
    if (!c) return;
    c.element.open = true;
    c.element.scrollIntoView({block: 'center'});
    c.element.querySelector('summary').focus({preventScroll: true});
  }

  search.addEventListener('input', filter);
  only.addEventListener('change', filter);
  const asking = repeat(2000, async () => {
    table ??= await diagram();
    show(await get('/api/statuses'));
  });
  return {
    go,
    close: asking.stop,
    key: (event) => event.key === '/' && (search.focus(), true),
  };
}

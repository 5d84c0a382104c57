// The newest exchanges as they come, and filters over them.

import {diagram, get, repeat} from './api.js';
import {fill, h} from './dom.js';
import {count} from './format.js';
import {longRow} from './rows.js';

const names = ['status', 'condition', 'route', 'outcome', 'text', 'through'];

export function open(root, first) {
  const field = (name, label, attributes = {}) =>
    h('label', h('span', label), h('input', {name, type: 'search', autocomplete: 'off', spellcheck: 'false', ...attributes}));
  const known = h('datalist', {id: 'conditions'});
  const routes = h('select', {name: 'route'}, h('option', {value: ''}, 'any'));
  const outcome = h('select', {name: 'outcome'}, [['', 'any'], ['complete', 'complete'], ['aborted', 'the client went'], ['truncated', 'cut short']]
    .map(([value, text]) => h('option', {value}, text)));
  const pause = h('button.pause', {type: 'button', 'aria-pressed': 'false', title: 'Pause (p)'}, 'Pause');
  const form = h('form.filters', {role: 'search'},
    field('text', 'Text', {placeholder: 'path, host, peer, id'}), field('status', 'Status', {placeholder: '5xx, 404', size: 8}),
    field('condition', 'Condition', {placeholder: 'fs.*', list: 'conditions', size: 14}),
    h('label', h('span', 'Route'), routes), h('label', h('span', 'Client'), outcome),
    field('through', 'Went through', {placeholder: 'H8-n', size: 7}), pause, known);
  const problem = h('p.problem', {role: 'alert', hidden: true});
  const body = h('tbody');
  const note = h('p.note');
  const table = h('table.tail', h('thead', h('tr', ['Time', 'Status', 'Request', 'Condition', 'Route', 'Took', 'Sent', 'Peer'].map((t) => h('th', {scope: 'col'}, t)))), body);
  root.append(h('h1.sr', 'Exchanges'), form, problem, h('div.sheet', table), note);

  let paused = false;
  let rows = new Map(); // by id, so that what stays is not made again

  const params = () => {
    const query = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) query.set(name, form.elements[name].value.trim());
    return query;
  };

  function show(answer) {
    const wrong = answer.problem;
    problem.hidden = !wrong;
    if (wrong) problem.textContent = `${wrong.parameter} “${wrong.value}”: ${wrong.text}.`;
    for (const name of names) form.elements[name].classList.toggle('wrong', wrong?.parameter === name);
    const was = rows;
    const fresh = answer.exchanges.filter((e) => !was.has(e.id)).length;
    const calm = was.size && fresh * 4 < answer.exchanges.length; // where everything is new, nothing is pointed out
    rows = new Map(answer.exchanges.map((e) => {
      const state = `${e.client_outcome} ${e.sent_bytes}`;
      const old = was.get(e.id);
      if (old?.state === state) return [e.id, old];
      const row = longRow(e);
      if (calm && !old) row.classList.add('new');
      return [e.id, {row, state}];
    }));
    const next = [...rows.values()].map((r) => r.row);
    if (next.length !== body.children.length || next.some((row, at) => row !== body.children[at])) body.replaceChildren(...next);
    note.textContent = wrong ? '' : next.length ? `${count(next.length)} newest${paused ? ', paused' : ''}` : 'No exchange that is kept fits.';
  }

  const asking = repeat(1000, async () => {
    if (paused) return;
    const query = params();
    query.set('most', 200);
    show(await get(`/api/exchanges?${query}`));
  });

  function toggle() {
    paused = !paused;
    pause.setAttribute('aria-pressed', paused);
    pause.textContent = paused ? 'Go on' : 'Pause';
    asking.now();
    if (paused) note.textContent = `${count(rows.size)} newest, paused`;
  }

  function go({query}) {
    for (const name of names) if (form.elements[name].value !== (query.get(name) || '')) form.elements[name].value = query.get(name) || '';
    asking.now();
  }

  form.addEventListener('input', () => {
    history.replaceState(null, '', `#/exchanges${params().size ? `?${params()}` : ''}`);
    asking.now();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  pause.addEventListener('click', toggle);
  body.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row && !event.target.closest('a') && !String(getSelection())) location.hash = `#/exchanges/${row.dataset.id}`;
  });
  diagram().then((d) => fill(known, d.conditions.map((c) => h('option', {value: c.id}))));
  get('/api/overview').then((o) => {
    const all = new Set(o.sites.flatMap((site) => site.routes.map((r) => r.name)));
    routes.append(...[...all].map((name) => h('option', {value: name}, name)));
    routes.value = first.query.get('route') || '';
  });
  go(first);
  return {
    go,
    close: asking.stop,
    key(event) {
      if (event.key === 'p') toggle();
      else if (event.key === '/') form.elements.text.focus();
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const links = [...body.querySelectorAll('td.what a')];
        const at = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
        links[Math.max(0, Math.min(links.length - 1, at))]?.focus();
      } else return false;
      return true;
    },
  };
}

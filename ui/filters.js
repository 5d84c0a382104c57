// The fields over the list of exchanges, and what is wrong with them.

import {diagram, get} from './api.js';
import {fill, h} from './dom.js';

const outcomes = [['', 'any'], ['complete', 'took it all'], ['aborted', 'went away'], ['truncated', 'was cut short']];

// The part of the value that the server found fault with, as [from, to]. It counts octets of the query as it was sent:
// a position within the value means the part from there to the next comma, one before it the whole value.
function fault(query, {parameter, value, position}) {
  const begins = `&${query}`.indexOf(`&${parameter}=`) + parameter.length + 1;
  if (position < begins) return [0, value.length];
  const from = new URLSearchParams(`_=${query.slice(begins, position)}`).get('_').length;
  const comma = value.indexOf(',', from);
  return from < value.length ? [from, comma < 0 ? value.length : comma] : [0, value.length];
}

// What is wrong, without saying again where; the server tells it to those whom it trusts.
const complaintOf = ({about, detail}) => (about || detail).replace(/^.* at octet \d+: /, '').replace(/\.$/, '');

// `changed()` is called when somebody wrote something.
export function filters(changed) {
  const parts = new Map(); // by name: {control, complaint}

  function labelled(name, label, control, classes = '') {
    const complaint = h('span.complaint', {id: `complaint-${name}`, role: 'alert', hidden: true});
    parts.set(name, {control, complaint});
    return h(`label${classes}`, h('span', label), control, complaint);
  }
  const field = (name, label, attributes, classes) =>
    labelled(name, label, h('input', {name, type: 'search', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', ...attributes}), classes);

  const routes = h('select', {name: 'route'}, h('option', {value: ''}, 'any'));
  const known = h('datalist', {id: 'known-conditions'});
  const steps = h('datalist', {id: 'known-steps'});
  const form = h('form.filters', {role: 'search', 'aria-label': 'Filters'},
    field('text', 'Text', {placeholder: 'path, host, peer, id', title: 'Search (/)'}, '.wide'),
    field('status', 'Status', {placeholder: '5xx, 404'}, '.narrow'),
    field('condition', 'Condition', {placeholder: 'fs.*', list: 'known-conditions'}),
    labelled('route', 'Route', routes),
    labelled('outcome', 'Client', h('select', {name: 'outcome'}, outcomes.map(([value, text]) => h('option', {value}, text)))),
    field('through', 'Went through', {placeholder: 'H8-n', list: 'known-steps'}, '.narrow'),
    h('label.check', h('input', {name: 'kept', type: 'checkbox', value: '1'}), h('span', {title: 'Those that a keep-rule has put into the file'}, 'From the file')),
    known, steps);
  const kept = form.elements.kept;

  const params = () => {
    const query = new URLSearchParams();
    for (const [name, {control}] of parts) if (control.value.trim()) query.set(name, control.value.trim());
    if (kept.checked) query.set('kept', '1');
    return query;
  };

  function complain(problem, query) {
    for (const [name, {control, complaint}] of parts) {
      const wrong = problem?.parameter === name;
      complaint.hidden = !wrong;
      control.toggleAttribute('aria-invalid', wrong);
      if (wrong) control.setAttribute('aria-describedby', complaint.id);
      else control.removeAttribute('aria-describedby');
      if (!wrong) continue;
      const [from, to] = fault(query, problem);
      fill(complaint, h('code.echo', problem.value.slice(0, from), h('mark', problem.value.slice(from, to)), problem.value.slice(to)),
        h('span', `${from ? ` from character ${from + 1} on` : ''} cannot be meant: ${complaintOf(problem)}.`));
    }
  }

  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => event.preventDefault());
  diagram().then((d) => {
    fill(known, d.conditions.map((c) => h('option', {value: c.id})));
    fill(steps, d.edges.map((e) => h('option', {value: e.tag}, `${d.node.get(e.from).question} ${e.answer}`)));
  });
  let wantedRoute = '';
  get('/api/overview').then((o) => {
    const all = new Set(o.sites.flatMap((site) => site.routes.map((r) => r.name)));
    routes.append(...[...all].map((name) => h('option', {value: name}, name)));
    if (all.has(wantedRoute)) routes.value = wantedRoute;
  });
  return {
    form,
    params,
    complain,
    kept: () => kept.checked,
    focus: () => form.elements.text.focus(),
    set(query) {
      for (const [name, {control}] of parts) {
        const wanted = query.get(name) || '';
        if (name === 'route') wantedRoute = wanted;
        if (control.value !== wanted) control.value = wanted;
      }
      kept.checked = query.get('kept') === '1';
    },
  };
}

// The newest exchanges as they come, and filters over them.

import {get, Refused} from './api.js';
import {fill, h} from './dom.js';
import {count} from './format.js';
import {filters} from './filters.js';
import {longRow} from './rows.js';

const most = 1000; // rows; what is older falls off the end
const again = 200; // of them, when only what is new is looked for
const typing_ms = 250;
const announce_ms = 5000;

const columns = [['Time', 'when'], ['Status', 'status'], ['Request', 'what'], ['Condition', 'condition'], ['Route', 'route'], ['Took', 'n'], ['Sent', 'n'], ['Peer', 'peer']];

export function open(root, first, frame) {
  const over = filters(() => changed(typing_ms));
  const waitingButton = h('button.waiting', {type: 'button', hidden: true, onclick: () => frame.pause(false)});
  const droppedNote = h('p.dropped', {hidden: true});
  const body = h('tbody');
  const empty = h('div.empty', {hidden: true});
  const note = h('p.note');
  const spoken = h('p.sr', {role: 'status', 'aria-live': 'polite'});
  const table = h('table.tail', h('thead', h('tr', columns.map(([text, name]) => h(`th.${name}`, {scope: 'col'}, text)))), body);
  root.append(h('h1.sr', 'Exchanges'), over.form, droppedNote, waitingButton, h('div.sheet', table, empty), note, spoken);

  const rows = new Map(); // by id
  let waiting = new Map(); // rows that came while it was paused, by id
  let arrived = []; // since the last frame
  let drawing = 0;
  let dropped = 0;
  let unspoken = 0; // new rows since they were last spoken of
  let latest = null;
  let timer = 0;
  let asked = 0; // so that an answer that is overtaken is not shown
  let shownQuery = null; // of what is in the list
  let refused = false; // the filters cannot be meant

  const stateOf = (e) => `${e.client_outcome} ${e.sent_bytes}`;

  function make(e, isNew) {
    const row = longRow(e);
    row.dataset.state = stateOf(e);
    row.dataset.key = `${e.time} ${e.id}`;
    if (isNew) row.classList.add('new');
    return row;
  }

  function put(e, isNew) {
    const old = rows.get(e.id);
    if (old?.dataset.state === stateOf(e)) return;
    const row = make(e, isNew && !old);
    rows.set(e.id, row);
    if (old) {
      old.replaceWith(row);
      return;
    }
    // Workers finish in no order: a row may belong a little below the top.
    let below = body.firstElementChild;
    while (below && below.dataset.key > row.dataset.key) below = below.nextElementSibling;
    body.insertBefore(row, below);
    if (!isNew) return;
    ++unspoken;
    latest = e;
  }

  function trim() {
    while (rows.size > most) {
      rows.delete(body.lastElementChild.dataset.id);
      body.lastElementChild.remove();
    }
  }

  function showNote() {
    const n = waiting.size;
    waitingButton.hidden = !frame.paused() || !n;
    waitingButton.textContent = `${count(n)}${n >= most ? ' or more' : ''} waiting: show them`;
    droppedNote.hidden = !dropped;
    droppedNote.textContent = `${count(dropped)} came faster than they could be told and are not in this list; counts elsewhere have them.`;
    note.textContent = rows.size ? `${count(rows.size)} newest${over.kept() ? ', from the file' : ''}${frame.paused() ? ', paused' : ''}` : '';
    empty.hidden = rows.size > 0 || (shownQuery === null && !refused);
    if (!empty.hidden) showEmpty();
  }

  function showEmpty() {
    const site = document.querySelector('#foot a')?.href || 'http://127.0.0.1:8080/';
    if (refused) fill(empty, h('h2', 'Nothing is looked for'), h('p', 'A filter cannot be meant as it stands; what is wrong stands below it.'));
    else if (shownQuery) fill(empty, h('h2', 'None fits'), h('p', over.kept() ? 'No exchange in the file fits these filters.' : 'No exchange that is still held fits these filters. One that comes and fits will stand here.'),
      h('p', h('a', {href: '#/exchanges'}, 'Clear the filters')));
    else fill(empty, h('h2', 'No exchange yet'), h('p', 'The next request stands here as soon as it is answered. To send one:'), h('pre', h('code', `curl -i ${site}`)));
  }

  function take() {
    drawing = 0;
    const came = arrived.slice(-most);
    arrived = [];
    for (const e of came) put(e, true);
    trim();
    showNote();
  }

  // The list as the server has it now.
  async function look() {
    const turn = ++asked;
    const query = over.params();
    const filter = String(query);
    query.set('most', rows.size && filter === shownQuery ? again : most);
    try {
      const {exchanges} = await get(`/api/exchanges?${query}`);
      if (turn !== asked) return;
      over.complain(null);
      refused = false;
      if (filter !== shownQuery) clear();
      shownQuery = filter;
      const calm = rows.size > 0; // where everything is new, nothing is pointed out
      const pausedNow = frame.paused() && calm;
      for (const e of exchanges.reverse()) {
        if (!pausedNow) put(e, calm);
        else if (!rows.has(e.id)) waiting.set(e.id, e);
      }
      trim();
      frame.tune(over.kept() ? null : filter);
    } catch (error) {
      if (turn !== asked) return;
      if (!(error instanceof Refused)) throw error;
      clear();
      refused = true;
      over.complain(error.problem, String(query));
      frame.tune(null);
    }
    showNote();
  }

  function clear() {
    rows.clear();
    waiting.clear();
    arrived = [];
    dropped = 0;
    shownQuery = null;
    body.replaceChildren();
  }

  function changed(after) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = String(over.params());
      history.replaceState(null, '', `#/exchanges${query ? `?${query}` : ''}`);
      look();
    }, after);
  }

  // Not each: a reader of the screen would never come to an end.
  const speaking = setInterval(() => {
    if (!unspoken || document.hidden) return;
    spoken.textContent = `${count(unspoken)} new ${unspoken === 1 ? 'exchange' : 'exchanges'}${latest ? `; the latest: ${latest.status || 'no answer'} ${latest.method || ''} ${latest.target || ''}` : ''}`;
    unspoken = 0;
  }, announce_ms);

  body.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row && !event.target.closest('a') && !String(getSelection())) location.hash = `#/exchanges/${row.dataset.id}`;
  });

  function step(by) {
    const links = [...body.querySelectorAll('td.what a')];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  }

  over.set(first.query);
  look();
  return {
    go({query}) {
      over.set(query);
      look();
    },
    exchange(e) {
      if (over.kept()) return;
      if (frame.paused()) {
        if (!rows.has(e.id)) waiting.set(e.id, e);
        if (waiting.size > most) waiting.delete(waiting.keys().next().value);
        showNote();
        return;
      }
      arrived.push(e);
      if (arrived.length > 2 * most) arrived.splice(0, most);
      if (!drawing) drawing = requestAnimationFrame(take);
    },
    dropped(number) {
      dropped += number;
      showNote();
    },
    opened: () => shownQuery !== null && !over.kept() && look(), // what came while nobody listened
    pause(paused) {
      if (!paused) {
        for (const e of waiting.values()) put(e, true);
        waiting.clear();
        trim();
      }
      showNote();
    },
    close() {
      clearTimeout(timer);
      clearInterval(speaking);
      cancelAnimationFrame(drawing);
      asked = -1;
    },
    key(event) {
      if (event.key === '/') over.focus();
      else if (event.key === 'ArrowDown') step(1);
      else if (event.key === 'ArrowUp') step(-1);
      else if (event.key === 'Escape' && shownQuery) location.hash = '#/exchanges';
      else return false;
      return true;
    },
  };
}

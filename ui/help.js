// The keys, listed.

import {h} from './dom.js';

const keys = [
  ['Everywhere', [[['1', '2', '3', '4'], 'Map, Exchanges, Statuses, Conditions'], [['p'], 'pause, go on'], [['/'], 'search'], [['Esc'], 'close, go back'], [['?'], 'these keys']]],
  ['Map', [[['[', ']'], 'the chapter before, the next one'], [['+', '-', '0'], 'larger, smaller, as it was'], [['Tab', 'Enter'], 'from question to question, choose one']]],
  ['Exchanges', [[['↑', '↓'], 'up and down the list'], [['Enter'], 'tell one in full']]],
];

let dialog = null;

function make() {
  const close = h('button.close', {type: 'button', title: 'Close (Esc)', 'aria-label': 'Close', onclick: () => dialog.close()}, '×');
  dialog = h('dialog.help', {'aria-labelledby': 'help-title'},
    h('div.head', h('h2', {id: 'help-title'}, 'Keys'), close),
    keys.map(([page, rows]) => [h('h3', page), h('dl', rows.flatMap(([names, what]) =>
      [h('dt', names.map((name) => h('kbd', name))), h('dd', what)]))]).flat());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close()); // beside it
  dialog.addEventListener('keydown', (event) => event.key === '?' && dialog.close());
  document.body.append(dialog);
}

export function toggleHelp() {
  if (!dialog) make();
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

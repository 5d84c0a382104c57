// A chapter's drawing in the page: what was taken glows, and everything can be clicked or reached by keyboard.

import {drawing} from './api.js';
import {s} from './dom.js';
import {brief} from './format.js';

// Resolves to the element. `choose(tag)` is called with "H8" or "H8-n", `enter(chapter)` for doors and cards.
export async function draw(name, choose, enter) {
  const text = await drawing(name);
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  parsed.querySelectorAll('style').forEach((style) => style.remove());
  const svg = document.importNode(parsed, true);
  const button = (element, label, act) => {
    element.setAttribute('tabindex', '0');
    element.setAttribute('role', 'button');
    if (label) element.setAttribute('aria-label', label);
    element.classList.add('can');
    element.addEventListener('click', act);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    });
  };
  for (const question of svg.querySelectorAll('.question')) button(question, '', () => choose(question.id.slice(2)));
  for (const edge of svg.querySelectorAll('.edge[id]')) {
    edge.addEventListener('click', () => choose(edge.id.slice(2)));
    edge.classList.add('can');
  }
  for (const end of svg.querySelectorAll('.end[data-edge]'))
    button(end, `${end.dataset.status || 'no answer'} ${end.dataset.condition}`, () => choose(end.dataset.edge.slice(2)));
  for (const door of svg.querySelectorAll('.door')) button(door, `chapter ${door.dataset.chapter}`, () => enter(door.dataset.chapter));
  for (const card of svg.querySelectorAll('.card')) button(card, `chapter ${card.dataset.chapter}`, () => enter(card.dataset.chapter));
  return svg;
}

// Of what stands in the drawing, the box that a badge is put to.
function badge(element, n) {
  let mark = element.querySelector('.badge');
  if (!n) {
    mark?.remove();
    return;
  }
  const text = brief(n);
  if (mark?.dataset.text === text) return;
  mark?.remove();
  const box = element.querySelector('rect');
  if (!box) return;
  const width = text.length * 6.4 + 10;
  const x = Number(box.getAttribute('x')) + Number(box.getAttribute('width')) - width + 9;
  const y = Number(box.getAttribute('y')) - 9;
  mark = s('g.badge', {'data-text': text}, s('rect', {x, y, width, height: 17, rx: 8.5}), s('text', {x: x + width / 2, y: y + 12.5}, text));
  element.append(mark);
}

// How thick: the square root keeps one in ten thousand visible.
const thickness = (n, all) => 1.5 + 5 * Math.sqrt(n / Math.max(1, all));

function weigh(edge, n, all) {
  const before = Number(edge.dataset.count || 0);
  edge.dataset.count = n;
  edge.classList.toggle('live', n > 0);
  const line = edge.querySelector('path:not(.tip):not(.under)');
  if (line) line.style.strokeWidth = n ? thickness(n, all).toFixed(2) : '';
  if (n > before) {
    edge.classList.remove('fresh');
    edge.getBoundingClientRect(); // lets the animation begin anew
    edge.classList.add('fresh');
  }
}

// Colours an edge as the condition that it ends in.
function colour(svg, edge) {
  if (edge.dataset.coloured) return;
  edge.dataset.coloured = 'yes';
  const end = svg.querySelector(`.end[data-edge="${edge.id}"]`);
  const found = end && [...end.classList].find((c) => /^s\d$/.test(c));
  if (found) edge.classList.add(`to-${found}`);
}

// `traffic` is of the last minute: by edge and by condition; `entered(chapter)` is how many came into it.
export function showTraffic(svg, traffic, entered) {
  const of = (tag) => traffic.edges[tag] || 0;
  for (const edge of svg.querySelectorAll('.edge[id]')) {
    colour(svg, edge);
    weigh(edge, of(edge.id.slice(2)), traffic.exchanges);
  }
  for (const end of svg.querySelectorAll('.end[data-edge]')) badge(end, of(end.dataset.edge.slice(2)));
  for (const question of svg.querySelectorAll('.question')) {
    const tag = question.id.slice(2);
    const asked = of(`${tag}-y`) + of(`${tag}-n`);
    badge(question, asked);
    question.classList.toggle('asked', asked > 0);
  }
  for (const card of svg.querySelectorAll('.card')) badge(card, entered?.(card.dataset.chapter));
  for (const end of svg.querySelectorAll('.end[data-conditions]'))
    badge(end, end.dataset.conditions.split(' ').reduce((sum, id) => sum + (traffic.conditions[id] || 0), 0));
}

export function showChosen(svg, tag) {
  svg.querySelectorAll('.chosen').forEach((e) => e.classList.remove('chosen'));
  if (!tag) return;
  for (const id of [`n-${tag}`, `e-${tag}`]) svg.querySelector(`#${CSS.escape(id)}`)?.classList.add('chosen');
  svg.querySelector(`.end[data-edge="e-${CSS.escape(tag)}"]`)?.classList.add('chosen');
}

// One exchange's way: what it did not touch steps back.
export function showWay(svg, way) {
  svg.classList.toggle('has-way', Boolean(way));
  svg.querySelectorAll('.trodden').forEach((e) => e.classList.remove('trodden'));
  for (const step of way || []) {
    svg.querySelector(`#${CSS.escape(`n-${step.tag}`)}`)?.classList.add('trodden');
    const edge = svg.querySelector(`#${CSS.escape(`e-${step.edge}`)}`);
    if (!edge) continue;
    colour(svg, edge);
    edge.classList.add('trodden');
    svg.querySelector(`[data-edge="e-${step.edge}"]`)?.classList.add('trodden');
  }
}

// As wide as its frame, but never so small that it cannot be read; `zoom` 1 is that, more is larger.
export function fit(svg, frame, zoom = 1) {
  const natural = Number(svg.getAttribute('width'));
  const least = 0.7;
  const scale = Math.max(least, Math.min(1, (frame.clientWidth - 24) / natural)) * zoom;
  svg.style.width = `${Math.round(natural * scale)}px`;
  svg.style.height = 'auto';
}

// Moves the frame, and only the frame, so that the element stands in its middle.
export function bring(frame, element) {
  if (!element) return;
  const outer = frame.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  frame.scrollTo({
    left: frame.scrollLeft + inner.left + inner.width / 2 - outer.left - outer.width / 2,
    top: frame.scrollTop + inner.top + inner.height / 2 - outer.top - outer.height / 2,
  });
}

// What to look at: what was chosen, of an answer its end where it has one; or where a way leaves the chapter.
export const chosen = (svg) => svg.querySelector('.end.chosen') || svg.querySelector('.question.chosen, .edge.chosen') || svg.querySelector('.end.trodden, .door.trodden');

// A drawing in the page: what was taken glows, and everything can be clicked or reached by keyboard.

import {drawing} from './api.js';
import {s} from './dom.js';
import {tight} from './format.js';

function button(element, label, act) {
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
}

const lineOf = (edge) => edge.querySelector('path:not(.tip):not(.under)');

// A line is thin; what can be clicked is wider, and what flows along it lies above it.
function widen(edge) {
  const way = lineOf(edge)?.getAttribute('d');
  if (!way) return;
  edge.append(s('path.flow', {d: way}), s('path.hit', {d: way}));
}

// Resolves to the element. `choose(tag)` is called with "H8" or "H8-n", `enter(chapter)` for doors and cards,
// `list(ids)` for the conditions behind a status of the overview.
export async function draw(name, {choose, enter, list}) {
  const text = await drawing(name);
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  parsed.querySelectorAll('style').forEach((style) => style.remove());
  const svg = document.importNode(parsed, true);
  svg.setAttribute('role', 'group'); // an image would hide what can be chosen within it
  for (const edge of svg.querySelectorAll('.edge')) {
    widen(edge);
    if (!edge.id) continue;
    edge.addEventListener('click', () => choose(edge.id.slice(2)));
    edge.classList.add('can');
  }
  for (const question of svg.querySelectorAll('.question'))
    button(question, question.querySelector('title').textContent, () => choose(question.id.slice(2)));
  for (const end of svg.querySelectorAll('.end[data-edge]'))
    button(end, `${end.dataset.status || 'no answer'} ${end.dataset.condition}`, () => choose(end.dataset.edge.slice(2)));
  for (const end of svg.querySelectorAll('.end[data-conditions]'))
    button(end, `${end.querySelector('text').textContent}, exchanges`, () => list(end.dataset.conditions.split(' ')));
  for (const door of svg.querySelectorAll('.door, .card'))
    button(door, `chapter ${door.dataset.chapter}`, () => enter(door.dataset.chapter));
  return svg;
}

// How often, at the corner of what stands in the drawing.
function badge(element, n) {
  let mark = element.querySelector('.badge');
  const text = n ? tight(n) : '';
  if ((mark?.dataset.text || '') === text) return;
  mark?.remove();
  const box = element.querySelector('rect');
  if (!text || !box) return;
  const width = text.length * 6.4 + 10;
  // To the right over the edge: what stands in a small box stays to be read.
  const x = Number(box.getAttribute('x')) + Number(box.getAttribute('width')) - 11;
  const y = Number(box.getAttribute('y')) - 9;
  mark = s('g.badge', {'data-text': text}, s('rect', {x, y, width, height: 17, rx: 8.5}), s('text', {x: x + width / 2, y: y + 12.5}, text));
  element.append(mark);
}

// How thick: the square root keeps one in ten thousand visible.
const thickness = (n, all) => 1.5 + 5.5 * Math.sqrt(n / Math.max(1, all));

const fresh_ms = 2500; // for how long after it was last taken a line flows

function weigh(edge, n, all) {
  const before = Number(edge.dataset.count || 0);
  if (n > before) edge.takenAt = Date.now();
  edge.classList.toggle('fresh', n > 0 && Date.now() - (edge.takenAt || 0) < fresh_ms);
  if (n === before && edge.dataset.all === String(all)) return;
  edge.dataset.count = n;
  edge.dataset.all = all;
  edge.classList.toggle('live', n > 0);
  lineOf(edge).style.strokeWidth = n ? thickness(n, all).toFixed(2) : '';
}

// Colours an edge as the condition that it ends in.
function colour(svg, edge) {
  if (edge.dataset.coloured) return;
  edge.dataset.coloured = 'yes';
  const end = edge.id && svg.querySelector(`.end[data-edge="${CSS.escape(edge.id)}"]`);
  const found = end && [...end.classList].find((c) => /^s\d$/.test(c));
  if (found) edge.classList.add(`to-${found}`);
}

// `seen` answers how often in the last minute: taken(edge tag), met(condition), between(chapter, chapter),
// entered(chapter), left(chapter: by a condition), exchanges.
export function showTraffic(svg, seen) {
  for (const edge of svg.querySelectorAll('.edge')) {
    colour(svg, edge);
    weigh(edge, countOf(edge, seen), seen.exchanges);
  }
  for (const end of svg.querySelectorAll('.end[data-edge]')) hot(end, seen.taken(end.dataset.edge.slice(2)));
  for (const question of svg.querySelectorAll('.question')) {
    const tag = question.id.slice(2);
    hot(question, seen.taken(`${tag}-y`) + seen.taken(`${tag}-n`));
  }
  for (const card of svg.querySelectorAll('.card')) hot(card, seen.entered(card.dataset.chapter));
  for (const end of svg.querySelectorAll('.end[data-conditions]'))
    hot(end, end.dataset.conditions.split(' ').reduce((sum, id) => sum + seen.met(id), 0));
}

function countOf(edge, seen) {
  if (edge.id) return seen.taken(edge.id.slice(2));
  const {from, to, outOf} = edge.dataset;
  if (outOf) return seen.left(outOf);
  if (from) return seen.between(from, to);
  return seen.entered(to); // nothing named: into the chapter that is drawn
}

function hot(element, n) {
  badge(element, n);
  element.classList.toggle('hot', n > 0);
}

export function showChosen(svg, tag) {
  svg.querySelectorAll('.chosen').forEach((e) => e.classList.remove('chosen'));
  if (!tag) return;
  for (const id of [`n-${tag}`, `e-${tag}`]) svg.querySelector(`#${CSS.escape(id)}`)?.classList.add('chosen');
  svg.querySelector(`.end[data-edge="e-${CSS.escape(tag)}"]`)?.classList.add('chosen');
}

// One exchange's way: what it did not touch steps back, and where it ended is marked.
export function showWay(svg, way) {
  svg.classList.toggle('has-way', Boolean(way));
  svg.querySelectorAll('.trodden, .minted').forEach((e) => e.classList.remove('trodden', 'minted'));
  const last = way?.at(-1);
  for (const step of way || []) {
    svg.querySelector(`#${CSS.escape(`n-${step.tag}`)}`)?.classList.add('trodden');
    svg.querySelector(`.card[data-chapter="${step.chapter}"]`)?.classList.add('trodden');
    const edge = svg.querySelector(`#${CSS.escape(`e-${step.edge}`)}`);
    if (!edge) continue;
    colour(svg, edge);
    edge.classList.add('trodden');
    const end = svg.querySelector(`[data-edge="${CSS.escape(`e-${step.edge}`)}"]`);
    end?.classList.add('trodden');
    if (step === last) end?.classList.add('minted');
  }
}

// As wide as its frame (with `whole`, as high too), but never so small that it cannot be read; `zoom` 1 is that. The
// page's heading stands over the drawing's own and does not shrink with it, so it keeps its room.
export function fit(svg, frame, zoom = 1, whole = false) {
  const width = Number(svg.getAttribute('width'));
  const height = Number(svg.getAttribute('height'));
  const least = 0.7;
  const across = (frame.clientWidth - 24) / width;
  const heading = 64;
  const down = whole ? (frame.clientHeight - 12 - heading) / (height - heading) : 1;
  const scale = Math.max(least, Math.min(1, across, down)) * zoom;
  svg.style.width = `${Math.round(width * scale)}px`;
  svg.style.height = `${Math.round(height * scale)}px`;
  svg.style.marginTop = `${Math.round(Math.max(0, 1 - scale) * heading)}px`;
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

// The drawing follows the mouse that holds it; fingers scroll as they do everywhere.
export function hold(frame) {
  let from = null;
  frame.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' && event.button === 0) from = {x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop, moved: false};
  });
  frame.addEventListener('pointermove', (event) => {
    if (!from) return;
    const [left, top] = [from.x - event.clientX, from.y - event.clientY];
    if (!from.moved && Math.abs(left - frame.scrollLeft) + Math.abs(top - frame.scrollTop) < 6) return;
    if (!from.moved) frame.setPointerCapture(event.pointerId);
    from.moved = true;
    frame.classList.add('held');
    frame.scrollTo(left, top);
  });
  const release = () => {
    from = null;
    frame.classList.remove('held');
  };
  frame.addEventListener('pointerup', release);
  frame.addEventListener('pointercancel', release);
}

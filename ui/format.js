// Numbers, times and statuses as people read them.

import {h} from './dom.js';

const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

export const count = (n) => whole.format(n);
export const tight = (n) => (n < 1000 ? whole.format(n) : short.format(n));
export const brief = (n) => (n < 10000 ? whole.format(n) : short.format(n));

export function share(part, all) {
  if (!all) return '0 %';
  const percent = (100 * part) / all;
  if (percent > 0 && percent < 1) return '< 1 %';
  return `${Math.round(percent)} %`;
}

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    ++unit;
  }
  return `${unit && n < 100 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

export function duration(seconds) {
  const steps = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const at = steps.findIndex(([size]) => seconds >= size);
  if (at < 0) return '0 s';
  const [size, unit] = steps[at];
  const first = `${Math.floor(seconds / size)} ${unit}`;
  const next = steps[at + 1];
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return rest ? `${first} ${rest} ${next[1]}` : first;
}

export const ago = (time) => {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(time)) / 1000));
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`;
};

// "14:02:07.042" in the reader's time zone.
export function clock(time) {
  const t = new Date(time);
  const two = (n) => String(n).padStart(2, '0');
  return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}.${String(t.getMilliseconds()).padStart(3, '0')}`;
}

// The class that colours a status; 0 is no answer at all.
export const classOf = (status) => `s${Math.floor(status / 100)}`;

export function chip(status) {
  return h(`span.chip.${classOf(status)}`, status ? String(status) : 'none');
}

// "RFC 9110 15.5.4" with a link to that section. Nothing is fetched from there unless somebody follows it.
export function ruleLink(rule) {
  const found = /^RFC (\d+) ([\d.]*\d)/.exec(rule);
  if (!found) return rule;
  return h('a', {href: `https://www.rfc-editor.org/rfc/rfc${found[1]}#section-${found[2]}`, target: '_blank', rel: 'noreferrer noopener'}, rule);
}

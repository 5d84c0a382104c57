// The last minute as bars, one a second, stacked by class of status.

import {s} from './dom.js';

const height = 26;
const step = 3;
const order = [2, 3, 1, 4, 5, 0]; // from the ground up: refusals stand on top, where they are seen

export function sparkline(seconds) {
  const most = Math.max(4, ...seconds.map((classes) => classes.reduce((a, b) => a + b, 0)));
  const bars = [];
  seconds.forEach((classes, at) => {
    let y = height;
    for (const c of order) {
      if (!classes[c]) continue;
      const tall = Math.max(1.2, (classes[c] / most) * (height - 2));
      y -= tall;
      bars.push(s(`rect.f${c}`, {x: at * step, y: Math.max(0, y), width: step - 0.8, height: tall}));
    }
  });
  const width = seconds.length * step;
  return s('svg.spark', {viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true'},
    s('path.ground', {d: `M0 ${height - 0.5}H${width}`}), bars);
}

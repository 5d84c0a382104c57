// What the server tells as it happens. A tab holds one stream and none while nobody looks: a browser opens only a few
// connections to a server. Where no stream can be had, the server is asked each second instead.

import {get, repeat, sayFound, sayLost} from './api.js';

const silence_ms = 4000; // the stream speaks each second; after this it is not waited for
const retry_ms = 10000;

// `on` has traffic(counts), exchange(row), dropped(number), opened() and state(name): 'live', 'asking' or 'lost'.
export function listen(on) {
  let source = null;
  let filter = null; // of exchanges, as a query; none: they are not wanted
  let asking = null;
  let heard = 0; // when
  let tried = 0;

  function begin() {
    source?.close();
    const query = filter === null ? 'feed=traffic' : filter;
    source = new EventSource(`/api/events${query ? `?${query}` : ''}`);
    heard = tried = Date.now();
    source.addEventListener('open', () => on.opened?.());
    const take = (name, act) => source.addEventListener(name, (event) => {
      spoken();
      act(JSON.parse(event.data));
    });
    take('traffic', on.traffic);
    take('exchange', on.exchange);
    take('dropped', ({exchanges}) => on.dropped(exchanges));
    source.addEventListener('error', ask);
  }

  function spoken() {
    heard = Date.now();
    asking?.stop();
    asking = null;
    sayFound();
    on.state('live');
  }

  // Without the stream: whoever wants exchanges has to look for them as well.
  function ask() {
    asking ??= repeat(1000, async () => {
      try {
        on.traffic(await get('/api/traffic'));
        if (!asking) return; // the stream is back
        on.state('asking');
        on.opened?.();
      } catch (error) {
        sayLost();
        on.state('lost');
        throw error;
      }
    });
  }

  function watch() {
    if (document.hidden) return;
    const now = Date.now();
    if (now - heard > silence_ms) ask();
    if (asking && now - tried > retry_ms) begin();
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) begin();
    else source?.close();
  });
  setInterval(watch, 1000);
  begin();
  return {
    // Exchanges that the filter takes, too; null: none.
    tune(query) {
      if (query === filter) return;
      filter = query;
      begin();
    },
  };
}

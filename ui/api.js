// Asks the server. What goes wrong is said in words at the top of the page, and asking goes on.

const trouble = document.getElementById('trouble');

function say(text) {
  trouble.hidden = !text;
  if (trouble.textContent !== text) trouble.textContent = text;
}

export class Missing extends Error {}

async function ask(path) {
  let response;
  try {
    response = await fetch(path, {headers: {Accept: 'application/json, image/svg+xml, */*'}});
  } catch (error) {
    say('The server does not answer. It may have stopped; the page goes on asking.');
    throw error;
  }
  if (response.status === 404) throw new Missing(path);
  if (!response.ok) {
    say(`The console answered ${response.status} ${response.statusText} to ${path}.`);
    throw new Error(path);
  }
  say('');
  return response;
}

export const get = async (path) => (await ask(path)).json();

const kept = new Map();

// What does not change while the server runs is asked for once.
export function once(path, read = (response) => response.json()) {
  if (!kept.has(path)) {
    const asked = ask(path).then(read);
    kept.set(path, asked);
    asked.catch(() => kept.delete(path));
  }
  return kept.get(path);
}

export const diagram = () => once('/api/diagram');
export const drawing = (name) => once(`/diagram/${name}.svg`, (response) => response.text());

// Calls `step` now and every `ms` after it has ended, until it is stopped; not while nobody looks.
export function repeat(ms, step) {
  let timer = 0;
  let stopped = false;
  let asking = false;
  let again = false; // asked for while an answer was on its way
  const run = async () => {
    clearTimeout(timer);
    again = asking;
    if (asking || stopped) return;
    asking = true;
    try {
      if (!document.hidden) await step();
    } catch (error) {
      console.debug(error); // said to the reader already
    }
    asking = false;
    if (!stopped) timer = setTimeout(run, again ? 0 : ms);
  };
  run();
  return {
    now: run,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

// Asks the server. What goes wrong is said in words at the top of the page, and asking goes on.

const trouble = document.getElementById('trouble');
let since = null; // when the server was found silent

function say(text) {
  trouble.hidden = !text;
  if (trouble.textContent !== text) trouble.textContent = text;
}

export function sayLost() {
  since ??= new Date().toLocaleTimeString();
  say(`The server has not answered since ${since}. What is shown is what it said last; the page goes on asking.`);
}

export function sayFound() {
  since = null;
  say('');
}

export class Missing extends Error {}

// A request that cannot be meant: `problem` says which parameter, where in the query, and why.
export class Refused extends Error {
  constructor(path, problem) {
    super(`${path}: ${problem.detail}`);
    this.problem = problem;
  }
}

const isProblem = (response) => response.headers.get('Content-Type')?.startsWith('application/problem+json');

async function ask(path) {
  let response;
  try {
    response = await fetch(path, {headers: {Accept: 'application/json, image/svg+xml, */*'}});
  } catch (error) {
    sayLost();
    throw error;
  }
  if (response.status === 404) throw new Missing(path);
  if (response.status === 400 && isProblem(response)) throw new Refused(path, await response.json());
  if (response.status === 401) {
    say('This console asks for its token: open it once with /?token= and the token behind the address.');
    throw new Error(path);
  }
  if (!response.ok) {
    say(`The console answered ${response.status} ${response.statusText} to ${path}.`);
    throw new Error(path);
  }
  sayFound();
  return response;
}

export const get = async (path) => (await ask(path)).json();
export const words = async (path) => (await ask(path)).text();

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

export const drawing = (name) => once(`/diagram/${name}.svg`, (response) => response.text());

// The table, its conditions with the status that the server's profile gives them; 0 is no answer at all.
let table = null;
export function diagram() {
  table ??= readDiagram();
  table.catch(() => (table = null));
  return table;
}

async function readDiagram() {
  const [read, {profile}] = await Promise.all([once('/api/diagram'), get('/api/overview')]);
  const by = (list, key) => new Map(list.map((each) => [each[key], each]));
  for (const c of read.conditions) c.status = c.profiles?.[profile] ?? c.status ?? 0;
  read.node = by(read.nodes, 'tag');
  read.edge = by(read.edges, 'tag');
  read.condition = by(read.conditions, 'id');
  read.chapterOf = (tag) => (read.node.get(tag) || read.node.get(read.edge.get(tag)?.from))?.chapter;
  return read;
}

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

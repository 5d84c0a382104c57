// The last minute, as the drawings ask about it.

export function measure(table, {exchanges, edges, conditions}) {
  const taken = (tag) => edges[tag] || 0;
  const asked = (tag) => taken(`${tag}-y`) + taken(`${tag}-n`);
  const heads = new Map(table.chapters.map(({name}) => [name, table.nodes.find((n) => n.chapter === name).tag]));
  const crossings = new Map(); // "method locate" → how many; "method " → how many ended there
  for (const e of table.edges) {
    const n = taken(e.tag);
    if (!n) continue;
    const key = `${table.node.get(e.from).chapter} ${e.condition ? '' : table.node.get(e.to).chapter}`;
    crossings.set(key, (crossings.get(key) || 0) + n);
  }
  return {
    exchanges,
    conditions,
    taken,
    asked,
    met: (id) => conditions[id] || 0,
    entered: (chapter) => asked(heads.get(chapter)),
    between: (from, to) => crossings.get(`${from} ${to}`) || 0,
    left: (chapter) => crossings.get(`${chapter} `) || 0,
  };
}

// Elements in one expression: h('a.quiet', {href: '#/map'}, 'Map').

const SVG = 'http://www.w3.org/2000/svg';

function make(element, classes, attributes, children) {
  if (classes.length) element.setAttribute('class', classes.join(' '));
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(2).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

function parts(what, rest) {
  const [tag, ...classes] = what.split('.');
  const plain = rest[0] && Object.getPrototypeOf(rest[0]) === Object.prototype;
  return [tag || 'div', classes, plain ? rest[0] : {}, plain ? rest.slice(1) : rest];
}

export function h(what, ...rest) {
  const [tag, classes, attributes, children] = parts(what, rest);
  return make(document.createElement(tag), classes, attributes, children);
}

export function s(what, ...rest) {
  const [tag, classes, attributes, children] = parts(what, rest);
  return make(document.createElementNS(SVG, tag), classes, attributes, children);
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(2).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

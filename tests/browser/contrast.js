// Evaluates to the texts on the page whose contrast with what is behind them is below `least` (WCAG 2.2, 1.4.3).
((least) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return {rgb: [r, g, b], alpha: a / 255};
  };
  const over = (top, below) => top.rgb.map((c, i) => c * top.alpha + below[i] * (1 - top.alpha));
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const paper = read(getComputedStyle(document.documentElement).backgroundColor).rgb;
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const box = e instanceof SVGElement && e.tagName === 'g' && e.querySelector(':scope > rect, :scope > path:not(.tip):not(.hit)');
      const inBox = box && !e.classList.contains('edge');
      const layer = read(inBox ? getComputedStyle(box).fill : getComputedStyle(e).backgroundColor);
      layers.push(layer);
      if (layer.alpha === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), paper);
  };
  const faded = (element) => {
    for (let e = element; e; e = e.parentElement) if (Number(getComputedStyle(e).opacity) < 1) return true;
    return false;
  };
  const found = [];
  let seen = 0;
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data.trim()).join('');
    const style = getComputedStyle(element);
    if (!text || !element.getClientRects().length || style.visibility === 'hidden' || faded(element)) continue;
    if (['STYLE', 'SCRIPT', 'title', 'desc', 'OPTION'].includes(element.tagName)) continue;
    ++seen;
    const back = behind(element);
    const ink = read(element instanceof SVGElement ? style.fill : style.color);
    const is = ratio(over(ink, back), back);
    if (is < least) found.push(`${is.toFixed(2)} ${element.tagName}.${element.getAttribute('class') || ''} "${text.slice(0, 40)}"`);
  }
  return {seen, found};
})

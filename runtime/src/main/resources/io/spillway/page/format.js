// How numbers, times and names read.

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

export function count(number) {
  return Math.round(number).toLocaleString('en-US');
}

export function milliseconds(ms) {
  return ms < 2000 ? `${count(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function percent(fraction) {
  return `${Math.round(fraction * 100)} %`;
}

/** 12500 as 12.5k, for the little room beside an axis. */
export function short(number) {
  return number >= 1000 ? `${+(number / 1000).toFixed(1)}k` : String(+number.toFixed(2));
}

const UNITS = {
  RECORDS: { value: count, axis: short, name: 'records' },
  RECORDS_PER_SECOND: { value: (n) => `${count(n)}/s`, axis: short, name: 'records per second' },
  FRACTION: { value: percent, axis: percent, name: 'busy time' },
  COUNT: { value: (n) => String(+n.toFixed(1)), axis: short, name: 'count' },
  MILLISECONDS: { value: milliseconds, axis: (ms) => (ms < 1000 ? `${ms} ms` : `${+(ms / 1000).toFixed(1)} s`), name: '' },
};

export function unit(name) {
  return UNITS[name];
}

/** IN_SERVICE as "in service". */
export function words(name) {
  return name.toLowerCase().replaceAll('_', ' ');
}

/** Makes an element; text and attributes only, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it is another: what doesn't change isn't read out or laid out again. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

// The panels: heading, key, chart, and what the chart says in words.

import { Chart, downtimes, look } from './chart.js';
import { clock, element, setText, unit } from './format.js';
import { KEY, drawSign } from './marks.js';

const SVG = 'http://www.w3.org/2000/svg';

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export class Panels {
  constructor(place, key, store) {
    this.store = store;
    this.key = key;
    place.replaceChildren();
    place.classList.toggle('three', store.description.panels.length === 3);
    this.panels = store.description.panels.map((panel) => this.make(place, panel));
    this.drawKey();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  make(place, panel) {
    const title = `panel-${panel.id}`;
    const chartPlace = element('div', {
      class: 'chart',
      tabindex: '0',
      role: 'img',
      id: `chart-${panel.id}`,
      'aria-labelledby': title,
      'aria-describedby': `${title}-readout`,
    });
    const readout = element('p', { class: 'readout', id: `${title}-readout` });
    const lines = element('ul', { class: 'lines', 'aria-label': 'Lines' });
    place.append(
      element(
        'figure',
        {},
        element(
          'div',
          { class: 'panel-head' },
          element('h3', { id: title }, panel.title),
          element('span', { class: 'unit muted' }, unit(panel.unit).name),
        ),
        lines,
        chartPlace,
        readout,
      ),
    );
    panel.lines.forEach((line) => lines.append(element('li', {}, sample(line), line.label)));
    const made = { panel, readout, place: chartPlace, index: null };
    made.chart = new Chart(chartPlace, panel, this.store, ink, (index) => {
      made.index = index;
      this.say(made);
    });
    chartPlace.addEventListener('keydown', (event) => this.pointByKey(event, made));
    chartPlace.addEventListener('blur', () => {
      readout.removeAttribute('aria-live');
      made.chart.unpoint();
    });
    this.say(made);
    return made;
  }

  /** Left and right read the values one after the other; Escape goes back to now. */
  pointByKey(event, made) {
    const last = made.chart.times().length - 1;
    const at = made.index ?? last;
    const step = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: at - step, ArrowRight: at + step, Home: 0, End: last }[event.key];
    if (to !== undefined && made.chart) {
      event.preventDefault();
      made.readout.setAttribute('aria-live', 'polite');
      made.chart.pointAt(Math.min(last, Math.max(0, to)));
    } else if (event.key === 'Escape') {
      made.chart.unpoint();
    }
  }

  update() {
    for (const made of this.panels) {
      made.chart.update();
      this.say(made);
    }
  }

  redraw() {
    this.panels.forEach((made) => made.chart.draw());
    this.drawKey();
  }

  say(made) {
    made.place.dataset.points = this.store.points.length;
    setText(made.readout, made.panel.kind === 'DOWNTIMES' ? this.downtimesInWords(made) : this.linesInWords(made));
  }

  linesInWords({ panel, index }) {
    const points = this.store.points;
    const point = index === null || index === undefined ? points.at(-1) : points[index];
    if (!point) {
      return 'Nothing measured yet.';
    }
    const value = unit(panel.unit).value;
    const parts = panel.lines.map((line) => {
      if (line.look === 'EACH') {
        const all = Object.values(point.members[line.id] ?? {});
        return all.length === 0
          ? `${line.label}: not known`
          : `${line.label}: ${value(Math.min(...all))} to ${value(Math.max(...all))}`;
      }
      const known = point.values[line.id];
      return `${line.label} ${known === undefined ? 'not known' : value(known)}`;
    });
    if (point !== points.at(-1)) {
      return `${clock(point.second)}: ${parts.join(', ')}`;
    }
    return `Now: ${parts.join(', ')}${this.peak(panel, value)}`;
  }

  /** The highest value of the line that matters. */
  peak(panel, value) {
    const line = panel.lines.find(({ look: name }) => name.startsWith('ACTUAL'));
    if (!line) {
      return '';
    }
    let highest = null;
    for (const point of this.store.points) {
      const known = point.values[line.id];
      if (known !== undefined && (highest === null || known > highest.values[line.id])) {
        highest = point;
      }
    }
    return highest === null ? '' : `; highest ${value(highest.values[line.id])} at ${clock(highest.second)}`;
  }

  downtimesInWords({ panel, index }) {
    const all = downtimes(this.store);
    if (all.length === 0) {
      return 'The job has not been moved while this page was open.';
    }
    const mark = all[index ?? all.length - 1] ?? all.at(-1);
    return `${clock(mark.second)}: ${unit(panel.unit).value(mark.durationMs)}, ${mark.text}`;
  }

  drawKey() {
    this.key.replaceChildren(
      ...KEY.map(({ id, name }) => {
        const canvas = element('canvas', { 'aria-hidden': 'true' });
        const pixel = devicePixelRatio;
        canvas.width = 16 * pixel;
        canvas.height = 16 * pixel;
        drawSign(canvas.getContext('2d'), id, 8 * pixel, (id === 'RESCALE' ? 2.5 : 8) * pixel, pixel, ink);
        return element('li', {}, canvas, name);
      }),
    );
  }
}

/** A bit of a line for the key. */
function sample(line) {
  const style = look(line.look);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 10');
  svg.setAttribute('aria-hidden', 'true');
  const draw = (colour, width, y) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', style.steps ? `M1 ${y + 3}h11v-6h11` : `M1 ${y}h22`);
    path.setAttribute('fill', 'none');
    path.setAttribute('stroke', `var(--${colour})`);
    path.setAttribute('stroke-width', width);
    path.setAttribute('stroke-opacity', style.alpha ?? 1);
    if (style.dash) {
      path.setAttribute('stroke-dasharray', style.dash.join(' '));
    }
    svg.append(path);
  };
  if (line.look === 'EACH') {
    [2, 5, 8].forEach((y, i) => draw(`line-${i}`, 1.4, y));
  } else {
    draw(style.ink, style.width, 5);
  }
  return svg;
}

// One panel's chart: uPlot for axes, lines and pointer; marks and the lines of a group on top of it.

import uPlot from './lib/uplot.js';
import { clock, unit } from './format.js';
import { LANES, drawBands, drawSigns } from './marks.js';

const X_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const LONGEST_WHOLE = 900;
const WINDOW = 600;
const LEAST_WINDOW = 120;
const GROUP_COLOURS = 8;

const LOOKS = {
  ACTUAL: { ink: 'actual', width: 1.8 },
  ACTUAL_STEPS: { ink: 'actual', width: 2.2, steps: true },
  OFFERED: { ink: 'offered', width: 5, alpha: 0.5 },
  IDEAL: { ink: 'offered', width: 1.8, dash: [6, 4] },
  DESIRED_STEPS: { ink: 'desired', width: 1.2, steps: true },
  MEAN: { ink: 'text', width: 2 },
  EACH: { ink: 'line-0', width: 1.2 },
};

export function look(name) {
  return LOOKS[name];
}

/** The time that a panel shows: a whole run that isn't too long, or the last ten minutes. */
export function timeWindow(store) {
  const whole = store.description.durationSeconds;
  if (whole && whole <= LONGEST_WHOLE) {
    return [0, whole];
  }
  const last = Math.max(LEAST_WINDOW, store.points.at(-1)?.second ?? 0);
  return [Math.max(0, last - WINDOW), last];
}

/** The restarts whose downtime is known, in order. */
export function downtimes(store) {
  return store.marks
    .filter((mark) => mark.durationMs !== null && (mark.kind === 'RESCALE' || mark.kind === 'FAILURE'))
    .sort((a, b) => a.second - b.second);
}

/** An upper end for an axis from 0: 1, 2, 2.5 or 5 times a power of ten. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((n) => n >= value * 0.999);
}

function top(panel, highest) {
  switch (panel.unit) {
    case 'FRACTION':
      return 1;
    case 'COUNT':
      return Math.max(2, Math.ceil(highest ?? 0) + 1);
    case 'MILLISECONDS':
      return ceiling(Math.max(1000, highest ?? 0));
    default:
      return ceiling(Math.max(100, (highest ?? 0) * 1.05));
  }
}

export class Chart {
  /**
   * @param place the element that it fills
   * @param ink gives the colour of a name
   * @param point hears which moment the pointer is at, as an index of the data, or null
   */
  constructor(place, panel, store, ink, point) {
    this.place = place;
    this.panel = panel;
    this.store = store;
    this.ink = ink;
    this.point = point;
    this.lines = panel.lines.filter((line) => line.look !== 'EACH');
    this.group = panel.lines.find((line) => line.look === 'EACH');
    this.members = new Map();
    this.plot = null;
    this.draw();
    this.sizes = new ResizeObserver(() => {
      const width = Math.floor(place.clientWidth);
      if (this.plot && width > 0 && width !== this.plot.width) {
        this.plot.setSize({ width, height: place.clientHeight });
      }
    });
    this.sizes.observe(place);
  }

  /** Draws all anew, as after a change of colours. */
  draw() {
    this.plot?.destroy();
    this.plot = new uPlot(this.options(), this.data(), this.place);
  }

  update() {
    this.plot.setData(this.data());
  }

  /** The times that an index of {@link point} is about. */
  times() {
    return this.plot.data[0];
  }

  /** Moves the pointer's line to an index. */
  pointAt(index) {
    const left = this.plot.valToPos(this.times()[index], 'x');
    this.plot.setCursor({ left, top: 10 });
  }

  unpoint() {
    this.plot.setCursor({ left: -10, top: -10 });
  }

  data() {
    if (this.panel.kind === 'DOWNTIMES') {
      const all = downtimes(this.store);
      return all.length === 0
        ? [[0], [null]]
        : [all.map((mark) => mark.second), all.map((mark) => mark.durationMs)];
    }
    const points = this.store.points;
    if (points.length === 0) {
      return [[0], ...this.lines.map(() => [null])];
    }
    return [
      points.map((point) => point.second),
      ...this.lines.map((line) => points.map((point) => point.values[line.id] ?? null)),
    ];
  }

  options() {
    const axis = { stroke: this.ink('muted'), font: `12px ${getComputedStyle(document.body).fontFamily}` };
    const grid = { stroke: this.ink('grid'), width: 1 };
    return {
      width: Math.floor(this.place.clientWidth),
      height: this.place.clientHeight,
      padding: [LANES, 18, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        sync: { key: 'panels' },
      },
      scales: {
        x: { time: false, range: () => timeWindow(this.store) },
        y: { range: (u, lowest, highest) => [0, top(this.panel, highest)] },
      },
      axes: [
        { ...axis, grid: { show: false }, ticks: { show: false }, gap: 8, size: 34, incrs: X_STEPS, space: 64, values: (u, at) => at.map(clock) },
        { ...axis, grid, ticks: { show: false }, gap: 6, size: 56, space: 34, incrs: this.panel.unit === 'COUNT' ? [1, 2, 5, 10, 20, 50, 100] : undefined, values: (u, at) => at.map(unit(this.panel.unit).axis) },
      ],
      series: [{}, ...this.series()],
      hooks: {
        drawClear: [(u) => drawBands(u, this.store.marks, this.ink)],
        drawAxes: [(u) => this.drawGroup(u)],
        draw: [(u) => this.drawOver(u)],
        setCursor: [(u) => this.point(u.cursor.left >= 0 ? u.cursor.idx : null)],
      },
    };
  }

  series() {
    if (this.panel.kind === 'DOWNTIMES') {
      return [{ stroke: this.ink('planned'), paths: () => null, points: { show: true, size: 7, fill: this.ink('planned') } }];
    }
    return this.lines.map((line) => {
      const style = look(line.look);
      return {
        stroke: this.ink(style.ink),
        width: style.width,
        alpha: style.alpha ?? 1,
        dash: style.dash,
        points: { show: false },
        paths: style.steps ? uPlot.paths.stepped({ align: 1 }) : undefined,
      };
    });
  }

  /** A thin line for each TaskManager; each keeps its colour. */
  drawGroup(u) {
    if (!this.group) {
      return;
    }
    const { ctx, bbox } = u;
    const open = new Map();
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = look('EACH').width * devicePixelRatio;
    ctx.lineJoin = 'round';
    for (const point of this.store.points) {
      const values = point.members[this.group.id] ?? {};
      const x = u.valToPos(point.second, 'x', true);
      for (const [member, value] of Object.entries(values)) {
        if (!open.has(member)) {
          open.set(member, new Path2D());
          open.get(member).moveTo(x, u.valToPos(value, 'y', true));
        } else {
          open.get(member).lineTo(x, u.valToPos(value, 'y', true));
        }
      }
      for (const [member, path] of open) {
        if (!(member in values)) {
          this.strokeMember(ctx, member, path);
          open.delete(member);
        }
      }
    }
    open.forEach((path, member) => this.strokeMember(ctx, member, path));
    ctx.restore();
  }

  strokeMember(ctx, member, path) {
    if (!this.members.has(member)) {
      this.members.set(member, this.members.size % GROUP_COLOURS);
    }
    ctx.strokeStyle = this.ink(`line-${this.members.get(member)}`);
    ctx.stroke(path);
  }

  drawOver(u) {
    if (this.panel.kind === 'DOWNTIMES') {
      u.ctx.save();
      u.ctx.lineWidth = 2 * devicePixelRatio;
      for (const mark of downtimes(this.store)) {
        const x = u.valToPos(mark.second, 'x', true);
        if (x >= u.bbox.left) {
          u.ctx.strokeStyle = this.ink(mark.kind === 'RESCALE' ? 'planned' : 'wrong');
          u.ctx.beginPath();
          u.ctx.moveTo(x, u.valToPos(0, 'y', true));
          u.ctx.lineTo(x, u.valToPos(mark.durationMs, 'y', true));
          u.ctx.stroke();
        }
      }
      u.ctx.restore();
    }
    drawSigns(u, this.store.marks, this.ink);
  }
}

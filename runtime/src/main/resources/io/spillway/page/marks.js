// What happened, drawn over a plot: bands for what lasts, signs in two lanes above it. The upper lane
// tells what was asked of the fleet, the lower one what happened to it. Shapes differ, not only colours.

export const LANES = 26;

const KINDS = {
  SCALE_OUT: { name: 'more asked for', sign: '△' },
  SCALE_IN: { name: 'asked to go', sign: '▽' },
  DRAIN: { name: 'drain', sign: '▼' },
  RESCALE: { name: 'planned move, downtime shaded', short: 'planned move', sign: '▮' },
  FAILURE: { name: 'restart after a failure', sign: '✕' },
  LOSS: { name: 'TaskManager lost', sign: '✕' },
  INTERVENTION: { name: 'from the page', sign: '◆' },
  NOTE: { name: 'note', sign: '•' },
};

export function kind(name) {
  return KINDS[name] ?? KINDS.NOTE;
}

export const KEY = Object.entries(KINDS).map(([id, { name }]) => ({ id, name }));

/** The bands of what lasts; below the lines. Coordinates are the canvas's. */
export function drawBands(u, marks, ink) {
  const { ctx, bbox } = u;
  const pixel = devicePixelRatio;
  // uPlot remembers what it has set.
  ctx.save();
  for (const mark of marks) {
    const lasts = mark.kind === 'RESCALE' || mark.kind === 'FAILURE';
    if (!lasts && mark.kind !== 'LOSS') {
      continue;
    }
    const from = u.valToPos(mark.second, 'x', true);
    const to = u.valToPos(mark.second + (mark.durationMs ?? 0) / 1000, 'x', true);
    if (to < bbox.left || from > bbox.left + bbox.width) {
      continue;
    }
    ctx.fillStyle = ink(mark.kind === 'RESCALE' ? 'planned' : 'wrong');
    ctx.globalAlpha = 0.28;
    ctx.fillRect(from, bbox.top, Math.max(lasts ? 2 * pixel : pixel, to - from), bbox.height);
  }
  ctx.restore();
}

/** The signs above the plot. */
export function drawSigns(u, marks, ink) {
  const pixel = devicePixelRatio;
  for (const mark of marks) {
    const x = u.valToPos(mark.second, 'x', true);
    if (x < u.bbox.left - 1 || x > u.bbox.left + u.bbox.width + 1) {
      continue;
    }
    const upper = mark.kind.startsWith('SCALE') || mark.kind === 'INTERVENTION' || mark.kind === 'NOTE';
    const y = u.bbox.top - (upper ? 19 : 8) * pixel;
    drawSign(u.ctx, mark.kind, x, y, pixel, ink);
  }
}

/** One sign around a point. */
export function drawSign(ctx, name, x, y, pixel, ink) {
  const r = 4 * pixel;
  ctx.save();
  ctx.lineWidth = 1.3 * pixel;
  ctx.beginPath();
  const triangle = (down) => {
    ctx.moveTo(x - r, y - down * r * 0.8);
    ctx.lineTo(x + r, y - down * r * 0.8);
    ctx.lineTo(x, y + down * r * 0.9);
    ctx.closePath();
  };
  switch (name) {
    case 'SCALE_OUT':
    case 'SCALE_IN':
      triangle(name === 'SCALE_IN' ? 1 : -1);
      ctx.strokeStyle = ink('muted');
      ctx.stroke();
      break;
    case 'DRAIN':
      triangle(1);
      ctx.fillStyle = ink('planned');
      ctx.fill();
      break;
    case 'RESCALE':
      ctx.fillStyle = ink('planned');
      ctx.fillRect(x - 1.5 * pixel, y + 3 * pixel, 3 * pixel, 5 * pixel);
      break;
    case 'FAILURE':
    case 'LOSS':
      ctx.moveTo(x - r * 0.8, y - r * 0.8);
      ctx.lineTo(x + r * 0.8, y + r * 0.8);
      ctx.moveTo(x - r * 0.8, y + r * 0.8);
      ctx.lineTo(x + r * 0.8, y - r * 0.8);
      ctx.strokeStyle = ink('wrong');
      ctx.lineWidth = 2.2 * pixel;
      ctx.stroke();
      break;
    case 'INTERVENTION':
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r, y);
      ctx.lineTo(x, y + r);
      ctx.lineTo(x - r, y);
      ctx.closePath();
      ctx.fillStyle = ink('text');
      ctx.fill();
      break;
    default:
      ctx.arc(x, y, 2.4 * pixel, 0, 2 * Math.PI);
      ctx.fillStyle = ink('muted');
      ctx.fill();
  }
  ctx.restore();
}

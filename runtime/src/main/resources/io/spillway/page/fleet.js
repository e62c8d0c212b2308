// The fleet table. Rows are kept and changed in place: a button that has the focus keeps it.

import { element, milliseconds, percent, setText, words } from './format.js';

const STATES = {
  BOOTING: '◌',
  IN_SERVICE: '●',
  STOPPING: '▽',
  DRAINING: '▼',
  DRAINED: '✓',
  GONE: '✕',
  FROZEN: '✱',
};

const BUTTONS = [
  { kind: 'NOTICE', text: 'Give notice', name: (id) => `Give notice to ${id}` },
  { kind: 'FREEZE', text: 'Freeze', name: (id) => `Freeze ${id}` },
  { kind: 'THAW', text: 'Thaw', name: (id) => `Thaw ${id}` },
  { kind: 'KILL', text: 'Kill', name: (id) => `Kill ${id}`, grave: true },
];

const SURE_MS = 4000;

export class Fleet {
  /**
   * @param act called with the action's name and its machine
   */
  constructor(store, act) {
    this.store = store;
    this.act = act;
    this.body = document.getElementById('machines');
    this.rows = new Map();
    const table = this.body.closest('table');
    const onMachines = BUTTONS.filter(({ kind }) => store.description.actions.includes(kind));
    this.buttons = onMachines;
    table.classList.toggle('no-actions', onMachines.length === 0);
    table.classList.toggle('no-load', !store.description.panels.some((panel) => panel.id === 'load'));
    this.body.replaceChildren();
  }

  update() {
    const machines = this.store.machines;
    document.getElementById('no-machines').hidden = machines.length > 0;
    const seen = new Set();
    let place = this.body.firstElementChild;
    for (const machine of machines) {
      seen.add(machine.id);
      const row = this.rows.get(machine.id) ?? this.make(machine.id);
      this.fill(row, machine);
      if (row.tr === place) {
        place = place.nextElementSibling;
      } else {
        const focused = row.tr.contains(document.activeElement) ? document.activeElement : null;
        this.body.insertBefore(row.tr, place);
        focused?.focus();
      }
    }
    for (const [id, row] of this.rows) {
      if (!seen.has(id)) {
        if (row.tr.contains(document.activeElement)) {
          document.getElementById('fleet-title').focus();
        }
        row.tr.remove();
        this.rows.delete(id);
      }
    }
  }

  make(id) {
    const cell = (label, className = '') =>
      element('td', { role: 'cell', class: `labelled ${className}`, 'data-label': label });
    const row = {
      name: element('th', { role: 'rowheader', scope: 'row', tabindex: '-1' }, element('span', {}, id), element('span', { class: 'place' })),
      state: element('td', { role: 'cell', class: 'state-cell' }),
      left: cell('Time left'),
      load: cell('Load', 'load-column'),
      slots: cell('Slots in use'),
      actions: element('td', { role: 'cell', class: 'actions-column' }),
    };
    row.sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
    row.word = element('span', { class: 'word' });
    row.badge = element('span', { class: 'badge' }, row.sign, row.word);
    row.step = element('span', { class: 'step' });
    row.state.append(row.badge, row.step);
    row.meter = element('span');
    row.loadText = element('span');
    row.load.append(element('span', {}, element('span', { class: 'meter', 'aria-hidden': 'true' }, row.meter), row.loadText));
    row.tr = element('tr', { role: 'row', 'data-machine': id }, row.name, row.state, row.left, row.load, row.slots, row.actions);
    row.buttons = new Map(this.buttons.map((button) => [button.kind, this.button(button, id)]));
    if (row.buttons.size > 0) {
      row.actions.append(element('span', { class: 'buttons' }, ...row.buttons.values()));
    }
    this.rows.set(id, row);
    return row;
  }

  button({ kind, text, name, grave }, id) {
    const button = element('button', { type: 'button', 'aria-label': name(id), 'data-action': kind }, text);
    button.classList.toggle('grave', grave === true);
    let timer = 0;
    const calm = () => {
      clearTimeout(timer);
      button.classList.remove('sure');
      setText(button, text);
      button.setAttribute('aria-label', name(id));
    };
    button.addEventListener('click', () => {
      if (this.store.description.confirm && !button.classList.contains('sure')) {
        button.classList.add('sure');
        setText(button, 'Drain it?');
        button.setAttribute('aria-label', `Drain it? Press again to take all work off ${id}`);
        timer = setTimeout(calm, SURE_MS);
        return;
      }
      calm();
      this.act(kind.toLowerCase(), { taskManager: id });
    });
    return button;
  }

  fill(row, machine) {
    const state = machine.frozen ? 'FROZEN' : machine.state;
    row.tr.classList.toggle('departed', machine.departed);
    setText(row.name.lastChild, machine.place ?? '');
    row.badge.setAttribute('data-state', state);
    setText(row.sign, STATES[state] ?? '');
    setText(row.word, state.replaceAll('_', ' '));
    setText(row.step, step(machine));
    fillCell(row.left, timeLeft(machine));
    const busy = machine.load ?? null;
    row.meter.style.width = busy === null ? '0' : percent(busy).replace(' ', '');
    row.load.classList.toggle('none', busy === null);
    setText(row.loadText, busy === null ? '–' : percent(busy));
    fillCell(row.slots, machine.slots === 0 ? null : `${machine.slots - machine.freeSlots} of ${machine.slots}`);
    const live = this.store.status.phase === 'RUNNING' && !machine.departed;
    for (const [kind, button] of row.buttons) {
      const offered = machine.actions.includes(kind);
      const swapped = (kind === 'FREEZE' && machine.frozen) || (kind === 'THAW' && !machine.frozen);
      if ((machine.departed || swapped) && button === document.activeElement) {
        row.name.focus();
      }
      button.hidden = machine.departed || swapped;
      button.disabled = !live || !offered;
    }
  }
}

function fillCell(cell, text) {
  cell.classList.toggle('none', text === null);
  setText(cell, text ?? '–');
}

function step(machine) {
  const parts = [];
  if (machine.frozen && machine.state === 'GONE') {
    parts.push('lost to the job');
  } else if (machine.step) {
    parts.push(words(machine.step));
  }
  if (machine.state === 'DRAINED' && machine.drainMs !== null) {
    parts.push(`in ${milliseconds(machine.drainMs)}`);
  }
  if (machine.departed && machine.state === 'DRAINED') {
    parts.push('gone');
  }
  if (machine.notice && !machine.departed) {
    parts.push(words(machine.notice) + (machine.advice ? ' (advice)' : ''));
  }
  return parts.join(', ');
}

function timeLeft(machine) {
  return machine.timeLeftMs === null || machine.timeLeftMs === undefined
    ? null
    : `${Math.max(0, Math.ceil(machine.timeLeftMs / 1000))} s`;
}

// Puts the page together: what the server tells goes into the store, and from there onto the screen.

import { Actions } from './actions.js';
import { Events } from './events.js';
import { Fleet } from './fleet.js';
import { clock, element, setText } from './format.js';
import { Panels } from './panels.js';
import { follow } from './stream.js';

const MOST_POINTS = 3600;

const byId = (id) => document.getElementById(id);

const store = {
  description: null,
  points: [],
  byNumber: new Map(),
  marks: [],
  machines: [],
  status: null,
};

// In the fragment, which isn't sent to any server and isn't in any log.
const token = location.hash.slice(1);
const actions = new Actions(token);
let parts = null;
let stop = () => {};
let connected = 'lost';
let pending = null;

function describe(description) {
  store.description = description;
  setText(byId('title'), description.title);
  setText(byId('subtitle'), description.subtitle);
  document.title = `${description.title} · Spillway`;
  byId('progress').hidden = description.durationSeconds === null;
  actions.offer(description);
}

function hear(changes) {
  const first = parts === null;
  if (changes.page && first) {
    describe(changes.page);
  } else if (changes.page) {
    // The stream began anew: all of it comes again.
    store.points = [];
  }
  store.points.push(...(changes.points ?? []));
  store.points.splice(0, store.points.length - MOST_POINTS);
  const numbers = (changes.marks ?? []).map(({ number, mark }) => {
    store.byNumber.set(number, mark);
    return number;
  });
  if (numbers.length > 0) {
    store.marks = [...store.byNumber.values()];
  }
  store.machines = changes.machines ?? store.machines;
  store.status = changes.status ?? store.status;
  if (first) {
    parts = {
      panels: new Panels(byId('panels'), byId('key'), store),
      fleet: new Fleet(store, (name, body) => actions.act(name, body)),
      events: new Events(store),
    };
  }
  pending ??= { numbers: new Set(), silent: false, drawing: requestAnimationFrame(show) };
  numbers.forEach((number) => pending.numbers.add(number));
  pending.silent ||= first;
  if (store.status.phase === 'ENDED') {
    stop();
  }
}

function show() {
  const { numbers, silent } = pending;
  pending = null;
  showStatus();
  parts.panels.update();
  parts.fleet.update();
  parts.events.update([...numbers].sort((a, b) => a - b), silent);
}

function showStatus() {
  const status = store.status;
  const lost = connected !== 'open' && status.phase !== 'ENDED';
  byId('state').dataset.phase = lost ? 'LOST' : status.phase;
  setText(byId('phase'), lost ? 'Connection lost; trying again' : status.text);
  if (status.elapsedSeconds !== null) {
    const whole = status.elapsedSeconds + status.remainingSeconds;
    setText(byId('clock'), `${clock(status.elapsedSeconds)} of ${clock(whole)}`);
    byId('progress').value = status.elapsedSeconds / whole;
  } else if (status.phase === 'ENDED' || status.phase === 'FINISHING') {
    byId('progress').value = 1;
  }
  showFacts(byId('facts'), status.facts);
  byId('problem').hidden = !status.problem;
  setText(byId('problem'), status.problem ? `▲ No machine is taken away: ${status.problem}` : '');
  actions.enable(status.phase === 'RUNNING' && !lost);
  if (status.outcome) {
    showOutcome(status.outcome);
  }
}

function showFacts(list, facts) {
  if (list.childElementCount !== facts.length) {
    list.replaceChildren(...facts.map(({ label }) => element('div', {}, element('dt', {}, label), element('dd'))));
  }
  facts.forEach(({ value }, i) => setText(list.children[i].lastElementChild, value));
}

function showOutcome({ good, sentence, facts, report }) {
  const place = byId('outcome');
  if (!place.hidden) {
    return;
  }
  place.hidden = false;
  byId('controls').hidden = true;
  place.classList.toggle('wrong', !good);
  setText(place.querySelector('.sentence'), `${good ? '✓' : '✕'} ${sentence}`);
  place.querySelector('dl').replaceChildren(
    ...facts.flatMap(({ label, value }) => [element('dt', {}, label), element('dd', {}, value)]),
  );
  setText(byId('phase'), `${store.status.text}: ${good ? 'all is well' : 'not as it should be'}`);
  if (report) {
    place.querySelector('.report').hidden = false;
    setText(place.querySelector('code'), report);
    place.querySelector('button').addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(report);
        actions.say('the path is in the clipboard', false);
      } catch {
        actions.say('the browser does not give access to the clipboard', true);
      }
    });
  }
}

function connection(state) {
  connected = state;
  if (state === 'refused') {
    byId('state').dataset.phase = 'LOST';
    setText(byId('phase'), token ? 'This is the page of another run' : 'The address lacks its token');
    setText(byId('subtitle'), 'Open the URL that the command printed, all of it.');
    return;
  }
  if (store.status) {
    showStatus();
  }
}

stop = follow(token, hear, connection);
// Another token in the same tab is another page.
addEventListener('hashchange', () => location.reload());

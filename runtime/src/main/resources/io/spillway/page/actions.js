// What a visitor may do, and how it went.

import { element, setText } from './format.js';

const SHOWN_MS = 6000;
const FACTORS = [
  { factor: 0.5, text: '½ ×', name: 'Half the planned load' },
  { factor: 1, text: 'As planned', name: 'As planned' },
  { factor: 1.5, text: '1½ ×', name: 'One and a half times the planned load' },
  { factor: 2, text: '2 ×', name: 'Twice the planned load' },
];

export class Actions {
  constructor(token) {
    this.token = token;
    this.message = document.getElementById('message');
    this.timer = 0;
    this.controls = [];
  }

  /** Fills in the controls that this page has. */
  offer(description) {
    const place = document.getElementById('controls');
    const load = document.getElementById('load');
    const form = document.getElementById('rate-form');
    const mayLoad = description.actions.includes('LOAD') && description.load;
    const mayAdd = this.offerButton('add', description);
    const mayEnd = this.offerButton('end', description);
    place.hidden = !mayLoad && !mayAdd && !mayEnd;
    form.hidden = load.hidden = !mayLoad;
    if (mayLoad) {
      setText(document.getElementById('planned'), `Planned: ${description.load.planned}`);
      load.replaceChildren(
        ...FACTORS.filter(({ factor }) => factor <= description.load.highestMultiplier).map(({ factor, text, name }) => {
          const button = element('button', { type: 'button', 'aria-label': name, 'data-factor': factor }, text);
          button.addEventListener('click', () => this.act('load', { multiplier: factor }));
          this.controls.push(button);
          return button;
        }),
      );
      const rate = document.getElementById('rate');
      rate.max = description.load.highestRate;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.act('load', { rate: rate.valueAsNumber });
      });
      this.controls.push(form.querySelector('button'));
    }
  }

  /** One that is for an action that is about nothing in particular; tells whether it is there. */
  offerButton(name, description) {
    const button = document.getElementById(name);
    const offered = description.actions.includes(name.toUpperCase());
    button.hidden = !offered;
    if (offered) {
      button.addEventListener('click', () => this.act(name, {}));
      this.controls.push(button);
    }
    return offered;
  }

  /** Only while there is something to do it to. */
  enable(enabled) {
    this.controls.forEach((control) => {
      control.disabled = !enabled;
    });
  }

  async act(name, body) {
    try {
      const response = await fetch(`api/actions/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Spillway-Token': this.token },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      this.say(response.ok ? answer.message : answer.errors.join('; '), !response.ok);
    } catch {
      this.say('the server does not answer', true);
    }
  }

  say(text, wrong) {
    clearTimeout(this.timer);
    this.message.classList.toggle('wrong', wrong);
    setText(this.message, text);
    this.message.classList.add('shown');
    this.timer = setTimeout(() => this.message.classList.remove('shown'), SHOWN_MS);
  }
}

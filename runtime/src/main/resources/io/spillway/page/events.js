// What happened, the latest first; what is new is read out too.

import { clock, element, milliseconds, setText } from './format.js';
import { kind } from './marks.js';

const MOST_SHOWN = 200;
const ANNOUNCED = ['DRAIN', 'RESCALE', 'FAILURE', 'LOSS', 'NOTE'];

export class Events {
  constructor(store) {
    this.store = store;
    this.list = document.getElementById('events');
    this.announcer = document.getElementById('announcer');
    this.items = new Map();
    this.list.replaceChildren();
  }

  /**
   * @param numbers of the marks that are new or known better
   * @param silent for those that were there before the page
   */
  update(numbers, silent) {
    const news = [];
    for (const number of numbers) {
      const mark = this.store.byNumber.get(number);
      const text = inWords(mark);
      const item = this.items.get(number) ?? this.make(number);
      item.li.setAttribute('data-kind', mark.kind);
      setText(item.time, clock(mark.second));
      setText(item.sign, kind(mark.kind).sign);
      setText(item.text, text);
      if (ANNOUNCED.includes(mark.kind) && (mark.durationMs !== null || !['DRAIN', 'RESCALE'].includes(mark.kind))) {
        news.push(text);
      }
    }
    while (this.list.childElementCount > MOST_SHOWN) {
      this.list.lastElementChild.remove();
    }
    if (!silent && news.length > 0) {
      setText(this.announcer, news.slice(-3).join('. '));
    }
  }

  make(number) {
    const item = {
      time: element('time'),
      sign: element('span', { class: 'sign', 'aria-hidden': 'true' }),
      text: element('span'),
    };
    item.li = element('li', {}, item.time, item.sign, item.text);
    this.list.prepend(item.li);
    this.items.set(number, item);
    return item;
  }
}

function inWords(mark) {
  const named = mark.taskManager && !mark.text.includes(mark.taskManager) ? `${mark.taskManager} ` : '';
  const lasted = mark.durationMs === null ? '' : `, ${milliseconds(mark.durationMs)}`;
  const down = mark.kind === 'RESCALE' || mark.kind === 'FAILURE' ? `${lasted && `${lasted} down`}` : lasted;
  return `${named}${mark.text}${down}`;
}

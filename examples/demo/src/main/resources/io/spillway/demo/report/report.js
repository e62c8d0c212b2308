// Shows the numbers under the pointer. The page says all that matters without it.
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const times = data.times;
  if (times.length === 0) { return; }

  const clock = function (second) {
    const whole = Math.round(second);
    const two = function (n) { return String(n).padStart(2, '0'); };
    const minutes = Math.floor(whole / 60);
    return 3600 > whole
      ? minutes + ':' + two(whole % 60)
      : Math.floor(minutes / 60) + ':' + two(minutes % 60) + ':' + two(whole % 60);
  };

  const nearest = function (second) {
    let low = 0;
    let high = times.length - 1;
    while (high > low) {
      const middle = (low + high) >> 1;
      if (second > (times[middle] + times[middle + 1]) / 2) { low = middle + 1; } else { high = middle; }
    }
    return low;
  };

  document.querySelectorAll('svg[data-panel]').forEach(function (svg) {
    const lines = data.panels[svg.dataset.panel];
    const plot = JSON.parse(svg.dataset.plot);
    const figure = svg.closest('figure');
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.hidden = true;
    figure.appendChild(tip);
    const cursor = document.createElementNS(svg.namespaceURI, 'path');
    cursor.setAttribute('class', 's-muted');
    cursor.setAttribute('visibility', 'hidden');
    svg.appendChild(cursor);

    svg.addEventListener('pointermove', function (event) {
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      const x = (event.clientX - box.left) / scale;
      if (plot.left > x || x > plot.right) { return hide(); }
      const i = nearest((x - plot.left) / (plot.right - plot.left) * plot.end);
      const at = plot.left + times[i] / plot.end * (plot.right - plot.left);
      cursor.setAttribute('d', 'M' + at + ' ' + plot.top + 'V' + plot.bottom);
      cursor.setAttribute('visibility', 'visible');
      tip.textContent = clock(times[i]) + lines.map(function (line) {
        const value = line.values[i];
        return '\n' + line.name + ': '
          + (value === null ? 'not known' : value.toLocaleString('en-US') + line.unit);
      }).join('');
      tip.hidden = false;
      const left = at * scale;
      const rightHalf = left > box.width / 2;
      tip.style.left = rightHalf ? 'auto' : (left + 12) + 'px';
      tip.style.right = rightHalf ? (box.width - left + 12) + 'px' : 'auto';
      tip.style.top = (plot.top * scale + 8) + 'px';
    });
    const hide = function () {
      tip.hidden = true;
      cursor.setAttribute('visibility', 'hidden');
    };
    svg.addEventListener('pointerleave', hide);
  });
})();

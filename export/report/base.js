'use strict';
// Names in the data come from logs that anybody may have written: everything is
// put into the page as text, never as markup.

const data = JSON.parse(document.getElementById('data').textContent);
const SECOND = 1e7; // ticks

// h makes an element; children are strings or nodes.
function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

// s makes an SVG element.
function s(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    element.append(child);
  }
  return element;
}

function bdi(text) { return h('bdi', null, text); }

// say tells screen readers what changed.
function say(text) { document.getElementById('said').textContent = text; }

// chunks that were unpacked, by number.
const unpacked = new Map();

// unpack reads JSON out of gzip in base64.
async function unpack(text) {
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

// detailOf returns what is known of a subject.
async function detailOf(subject) {
  if (!unpacked.has(subject.chunk)) {
    unpacked.set(subject.chunk, await unpack(data.chunks[subject.chunk]));
    if (unpacked.size > 20) unpacked.delete(unpacked.keys().next().value);
  }
  return unpacked.get(subject.chunk)[subject.at];
}

// Times. Ticks count from the base of a detail, which is a whole second of UTC; where
// nothing tells the zone of the host, of its own clock. One switch for the page shows
// them in the host's time where its offset is known.
let hostTime = false;

function shiftOf(x) { return hostTime && x.offset !== undefined ? x.offset * 60000 : 0; }

// offsetText names an offset of minutes: UTC+1, UTC−3:30.
function offsetText(minutes) {
  const m = Math.abs(minutes);
  return 'UTC' + (minutes < 0 ? '−' : '+') + Math.floor(m / 60) + (m % 60 ? ':' + String(m % 60).padStart(2, '0') : '');
}

// zoneText says what the times about x are.
function zoneText(x) {
  if (x.floats) return 'by the host’s clock';
  return hostTime && x.offset !== undefined ? offsetText(x.offset) : 'UTC';
}

function isoText(ms) { return new Date(ms).toISOString().replace('T', ' ').replace('Z', ''); }

function instantText(d, ticks) { return isoText(Date.parse(d.base) + shiftOf(d) + Math.floor(ticks / 1e4)); }

function clockText(d, ticks) { return instantText(d, ticks).slice(11); }

function intervalText(d, i, short) {
  const text = short ? clockText : instantText;
  if (!i || i[0] === null && i[1] === null) return 'not bounded';
  if (i[0] === null) return 'not after ' + text(d, i[1]);
  if (i[1] === null) return 'not before ' + text(d, i[0]);
  const a = text(d, i[0]), b = text(d, i[1]);
  if (a === b) return a;
  if (short && i[1] - i[0] > 12 * 3600 * SECOND) return intervalText(d, i);
  if (i[1] - i[0] === SECOND - 1 && i[0] % SECOND === 0) return a.slice(0, -4);
  return a + ' to ' + (a.slice(0, 10) === b.slice(0, 10) && !short ? b.slice(11) : b);
}

// dayText writes the day at the beginning of a text as the host's files do, where nothing tells
// which of its numbers is the month.
function dayText(x, text) {
  const m = x.order && /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (!m) return text;
  const day = x.order === 'dmy' ? [m[3], m[2]] : [m[2], m[3]];
  return +day[0] + '/' + +day[1] + '/' + m[1] + text.slice(10);
}

// startText is when a subject of the list began.
function startText(x) {
  if (x.when && hostTime && x.local) return x.local + ' ' + zoneText(x);
  if (x.when) return dayText(x, x.when) + (x.when === 'unknown' ? '' : ' ' + (x.floats ? zoneText(x) : 'UTC'));
  return x.start === null ? 'time unknown' : dayText(x, isoText(x.start + shiftOf(x)).slice(0, 19)) + ' ' + zoneText(x);
}

// failedText is startText with when the failure happened, where that is another time.
function failedText(x) {
  const f = x.failed;
  if (!f) return startText(x);
  const begun = x.start === null || x.when === 'unknown' ? '' : ', set begun ' + startText(x);
  return 'failed ' + dayText(x, hostTime && f[1] ? f[1] : f[0]) + (begun ? begun : ' ' + zoneText(x));
}

// seconds writes a duration exactly, but for those of days.
function seconds(ticks) {
  if (ticks === null || ticks === undefined) return 'unbounded';
  const days = ticks / SECOND / 86400;
  if (Math.abs(days) >= 2) return days.toFixed(1) + ' days';
  return (ticks / SECOND).toFixed(7).replace(/\.?0+$/, '') + ' s';
}

// The ends of an interval are rounded outwards, to the millisecond, so that it
// still holds what it held; rounded is for pictures and summaries.
function lower(ticks) { return seconds(Math.floor(ticks / 1e4) * 1e4); }
function upper(ticks) { return seconds(Math.ceil(ticks / 1e4) * 1e4); }
function rounded(ticks) {
  const x = ticks / SECOND;
  return (Math.abs(x) < 10 ? x.toFixed(1) : Math.round(x)) + ' s';
}

function durationText(i, text) {
  if (i[0] === null && i[1] === null) return 'not bounded by any mark';
  if (i[0] === null) return 'at most ' + (text || upper)(i[1]);
  if (i[1] === null) return 'at least ' + (text || lower)(i[0]);
  const a = (text || lower)(i[0]), b = (text || upper)(i[1]);
  return a === b ? a : a + ' to ' + b;
}

function words(name) { return String(name).replace(/[_-]/g, ' '); }

// rove makes a group of elements one stop of the tab key; the arrow keys move
// inside. move says which element the key leads to.
function rove(elements, move) {
  elements.forEach((e, i) => {
    e.setAttribute('tabindex', i === 0 ? '0' : '-1');
    e.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        e.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return;
      }
      const to = move(i, event.key);
      if (to === undefined || !elements[to]) return;
      event.preventDefault();
      elements.forEach(o => o.setAttribute('tabindex', '-1'));
      elements[to].setAttribute('tabindex', '0');
      elements[to].focus();
    });
  });
}

// along is the movement in a row.
function along(count) {
  return (i, key) => ({ ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: count - 1 })[key];
}

// The theme follows the system until the button says otherwise.
function setTheme(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.getElementById('theme').textContent = 'Theme: ' + (document.documentElement.dataset.theme || 'as the system');
}

// setZone shows all times of the page in UTC, or in the host's time.
function setZone(host) {
  hostTime = host && data.subjects.some(x => x.offset !== undefined);
  document.getElementById('zone').textContent = hostTime ? 'Times: the host’s' : 'Times: UTC';
  for (const e of document.querySelectorAll('time[data-local]')) {
    if (!e.dataset.utc) e.dataset.utc = e.textContent;
    e.textContent = hostTime ? e.dataset.local : e.dataset.utc;
  }
}

// copyText puts a text on the clipboard; where a browser does not let a page of a file
// do so, it selects it.
async function copyText(text, from) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    const range = document.createRange();
    range.selectNodeContents(from);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return Boolean(document.execCommand && document.execCommand('copy'));
  }
}

document.addEventListener('click', async event => {
  const button = event.target.closest('button.copy');
  if (!button) return;
  const from = button.parentNode.querySelector('pre');
  const done = await copyText(from.textContent.trim(), from);
  button.textContent = done ? 'Copied' : 'Selected';
  say(done ? 'Copied: ' + from.textContent.trim() : 'Selected: copy it with Ctrl+C');
  setTimeout(() => { button.textContent = 'Copy'; }, 2500);
});

// The timeline of one set: a lane per writer, times known only as intervals
// drawn as fades.

// capturesOf returns the times of the listings.
function capturesOf(d) {
  let at = 0;
  return (d.captures || []).map(by => at += by);
}

// statesOf returns what listings showed of a writer.
function statesOf(span, d) {
  if (!span.listed) return [];
  const at = capturesOf(d);
  return [...span.listed.states].map((c, i) => ({ at: at[span.listed.first + i], code: parseInt(c, 16) })).filter(st => !isNaN(st.code));
}

// finite keeps the known ends of intervals. An end that lies far off all others
// (the date of a file instead of a record's) must not squeeze the picture.
function finite(intervals) {
  const both = intervals.filter(i => i && i[0] !== null && i[1] !== null && i[1] - i[0] < 3600 * SECOND).flat();
  if (!both.length) return intervals.filter(i => i).flat().filter(t => t !== null).slice(0, 1);
  const low = Math.min(...both) - 900 * SECOND, high = Math.max(...both) + 900 * SECOND;
  return both.concat(intervals.filter(i => i).flat().filter(t => t !== null && t > low && t < high));
}

function viewOf(points) {
  if (!points.length) return { from: 0, to: 60 * SECOND };
  let from = Math.min(...points), to = Math.max(...points);
  const pad = Math.max((to - from) * 0.04, SECOND);
  return { from: from - pad, to: to + pad };
}

// focusView shows freeze to time-out; wholeView everything of the set.
function focusPoints(d) {
  const intervals = [];
  for (const span of d.spans || []) {
    for (const key of ['freeze', 'thaw', 'timeout', 'ese', 'abort']) if (span[key]) intervals.push(span[key]);
    for (const m of span.marks || []) if (m.role !== 'code') intervals.push(d.records[m.record].at);
    const failed = statesOf(span, d).find(st => st.code >= 6);
    if (failed) intervals.push([failed.at, failed.at]);
    if (span.outcome === 'failed' && span.freeze && span.freeze[0] !== null && span.limit[1] !== null) intervals.push([span.freeze[0], span.freeze[0] + span.limit[1]]);
  }
  return finite(intervals);
}

function wholePoints(d) {
  return finite((d.records || []).filter((r, i) => (d.marks || []).includes(i)).map(r => r.at).concat([d.started, d.ended])).concat(focusPoints(d));
}

// stateClass tells the phases of a writer's state apart.
function stateClass(code) {
  if (code >= 6) return 's-failed';
  return ['s-rest', 's-rest', 's-wait', 's-frozen', 's-past', 's-past'][code] || 's-rest';
}

const bad = ['hold-timeout', 'commit-timeout', 'provider-failed', 'create-failed', 'requester-failed', 'timeout', 'writer-failed', 'writer-rejected', 'requester-gone', 'snapshot-deleted'];
const doubtful = ['slow-freeze', 'still-frozen', 'hold-slow', 'hold-overlap', 'diff-area', 'clock-change', 'suspend', 'unfinished-create', 'provider-load', 'infrastructure-error', 'unexpected-error'];
const fine = ['snapshot-created', 'requester-end', 'database-backed-up', 'writer-complete', 'backup-complete'];

// glyphOf chooses shape and colour of a record: never colour alone.
function glyphOf(role, record) {
  if (role === 'other') {
    if (bad.includes(record.kind) || record.kind === 'requester-code') return ['diamond', 'timeout'];
    if (doubtful.includes(record.kind)) return ['down', 'warn'];
    if (record.kind === 'requester-end' && /^0x8/.test(record.code || '')) return ['diamond', 'timeout']; // it came to a bad end
    if (fine.includes(record.kind)) return ['circle', 'good'];
    return ['circle', 'plain'];
  }
  return { freeze: ['down', 'freeze'], thaw: ['up', 'thaw'], 'thaw-end': ['up', 'thaw-end'], abort: ['square', 'abort'] }[role] || ['diamond', role];
}

function shapePath(shape, x, y, r) {
  switch (shape) {
    case 'down': return `M${x - r} ${y - r}h${2 * r}l${-r} ${1.8 * r}z`;
    case 'up': return `M${x - r} ${y + r * 0.8}h${2 * r}l${-r} ${-1.8 * r}z`;
    case 'square': return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
    case 'diamond': return `M${x} ${y - r * 1.2}l${r * 1.1} ${r * 1.2}l${-r * 1.1} ${r * 1.2}l${-r * 1.1} ${-r * 1.2}z`;
  }
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

const roleWords = { culprit: '◀ to blame', victim: '◀ suffered' };
const outcomeSigns = { failed: '✕ failed', aborted: '■ aborted', success: '✓ got through', unknown: '? not shown' };

let patterns = 0; // ids of gradients and patterns must differ within the page

// timeline returns the figure of a set. aim(record) shows a record.
function timeline(d, aim) {
  const views = { focus: viewOf(focusPoints(d)), whole: viewOf(wholePoints(d)) };
  // Without any freeze there is nothing to look at more closely.
  const frozen = (d.spans || []).some(l => l.freeze && l.freeze.some(t => t !== null));
  let view = { ...(frozen ? views.focus : views.whole) }, all = false;
  const holder = h('div', { class: 'chart' });
  const readout = h('p', { class: 'readout noprint', 'aria-hidden': 'true' }, 'Each symbol is a record: point at it, or move with the arrow keys; Enter shows it below.');
  const lanes = d.spans || [];
  // Who is to blame and who suffers stand on top, then what failed; the rest is folded.
  const marked = lanes.filter(l => l.role), failed = lanes.filter(l => !l.role && (l.outcome === 'failed' || l.outcome === 'aborted'));
  const first = marked.concat(failed.slice(0, Math.max(0, 4 - marked.length)));
  const shown = () => all || lanes.length <= first.length + 1 ? lanes : first.length ? first : lanes.slice(0, 4);

  function draw() {
    const width = Math.max(300, Math.floor(holder.clientWidth || 900));
    holder.replaceChildren(chart(width, shown(), view, d, aim, text => { readout.textContent = text; }));
  }
  function zoom(factor) {
    const middle = (view.from + view.to) / 2, half = (view.to - view.from) / 2 * factor;
    view = { from: middle - half, to: middle + half };
    draw();
  }
  function shift(part) {
    const by = (view.to - view.from) * part;
    view = { from: view.from + by, to: view.to + by };
    draw();
  }
  const button = (label, text, action) => h('button', { type: 'button', 'aria-label': label, title: label, onclick: action }, text);
  const more = lanes.length > shown().length && h('button', { type: 'button', onclick: event => { all = !all; event.target.textContent = all ? 'Fewer writers' : `All ${lanes.length} writers`; draw(); } }, `All ${lanes.length} writers`);
  const figure = h('figure', null,
    h('div', { class: 'tools noprint' },
      frozen ? button('Show the time of the freeze', 'Around the freeze', () => { view = { ...views.focus }; draw(); }) : '',
      button('Show the whole set', 'Whole set', () => { view = { ...views.whole }; draw(); }),
      button('Zoom in', '+', () => zoom(0.5)), button('Zoom out', '−', () => zoom(2)),
      button('Earlier', '←', () => shift(-0.3)), button('Later', '→', () => shift(0.3)), more || ''),
    holder, readout, h('details', { class: 'always' }, h('summary', null, 'What the symbols mean'), legend()), laneTable(d));
  draw(); // also where no layout follows, as when the page is printed at once
  new ResizeObserver(() => { if (holder.clientWidth && holder.clientWidth !== holder.drawn) { holder.drawn = holder.clientWidth; draw(); } }).observe(holder);
  return figure;
}

// chart draws the lanes between the times of view.
function chart(width, lanes, view, d, aim, read) {
  const narrow = width < 640, left = narrow ? 8 : 200, right = 14, top = 52;
  const laneHeight = narrow ? 88 : 54, barTop = narrow ? 46 : 14, barHeight = 16;
  const marks = d.marks || [], inView = marks.map(m => spotOf(d.records[m])[0]).filter(t => t !== null && t >= view.from && t <= view.to).length;
  const rows = [{ name: 'Requester and services', note: inView < marks.length ? `${marks.length - inView} more outside this time` : '' }, ...lanes];
  const captures = d.captures && d.captures.length > 0;
  const height = top + rows.length * laneHeight + (captures ? 30 : 8);
  const x = t => left + (t - view.from) / (view.to - view.from) * (width - left - right);
  const clip = v => Math.min(width - right + 4, Math.max(left - 4, v));
  const id = 'p' + (++patterns);
  const defs = s('defs', null,
    s('pattern', { id: id + 'h', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, s('line', { class: 'hatchline', x1: 0, y1: 0, x2: 0, y2: 6 })),
    s('clipPath', { id: id + 'c' }, s('rect', { x: left - 5, y: 0, width: width - left - right + 10, height })));
  const svg = s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': describeLanes(d) }, defs);
  drawAxis(svg, view, x, { left, right, width, height, top, narrow }, d, lanes);
  const inside = s('g', { 'clip-path': `url(#${id}c)` });
  const over = s('g', null);
  const hits = [];
  rows.forEach((lane, i) => {
    const y = top + i * laneHeight;
    svg.append(s('line', { class: 'laneline', x1: 0, x2: width, y1: y, y2: y }));
    laneLabel(svg, lane, i, y, narrow, left);
    const place = { y, bar: y + barTop, height: barHeight, laneHeight, id: id + 'l' + i, defs, hatch: `url(#${id}h)`, x, clip, view, inside, over, hits, width, right, taken: [] };
    if (i === 0) drawMarks((d.marks || []).map(record => ({ role: 'other', record })), place, d);
    else drawLane(lane, place, d);
  });
  svg.append(inside, over);
  if (captures) drawCaptures(svg, d, x, view, top + rows.length * laneHeight, width, left, right, narrow);
  hits.sort((a, b) => a.x - b.x);
  for (const hit of hits) {
    hit.element.append(s('title', null, hit.text));
    hit.element.setAttribute('aria-label', hit.text);
    hit.element.addEventListener('click', () => aim(hit.record));
    for (const type of ['focus', 'mouseenter']) hit.element.addEventListener(type, () => read(hit.text));
    svg.append(hit.element);
  }
  rove(hits.map(hit => hit.element), along(hits.length));
  return svg;
}

// zeroOf is the earliest freeze: the origin of the relative times.
function zeroOf(d, lanes) {
  const starts = lanes.filter(l => l.freeze && l.freeze[0] !== null && l.freeze[1] !== null);
  if (!starts.length) return null;
  const worst = starts.find(l => l.outcome === 'failed') || starts[0];
  return worst.freeze[0];
}

function drawAxis(svg, view, x, box, d, lanes) {
  const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400, 604800, 2592000, 31536000];
  const room = (box.width - box.left - box.right) / (box.narrow ? 78 : 92);
  const step = (steps.find(v => (view.to - view.from) / SECOND / v <= room) || 31536000) * SECOND;
  const zero = zeroOf(d, lanes);
  const origin = zero === null ? 0 : zero;
  const begin = Math.ceil((view.from - origin) / step) * step + origin;
  const day = instantText(d, zero === null ? begin : zero).slice(0, 10); // the date that the axis names
  let taken = -Infinity; // right end of the labels so far
  for (let t = begin; t <= view.to; t += step) {
    const at = x(t);
    svg.append(s('line', { class: 'grid', x1: at, x2: at, y1: box.top - 6, y2: box.height - 4 }));
    const whole = instantText(d, t);
    const clock = (whole.slice(0, 10) === day ? '' : whole.slice(5, 10) + ' ') + (step >= SECOND ? whole.slice(11, 19) : whole.slice(11).replace(/\.0+$/, ''));
    const wide = clock.length * 7;
    const anchor = at - wide / 2 < (box.narrow ? 0 : 110) ? 'start' : at > box.width - wide / 2 ? 'end' : 'middle';
    const start = anchor === 'start' ? at : anchor === 'end' ? at - wide : at - wide / 2;
    if (start < taken + 4) continue;
    taken = start + wide;
    svg.append(s('text', { class: 'soft', x: at, y: 14, 'text-anchor': anchor }, clock));
    if (zero !== null) {
      const by = Math.round((t - zero) / SECOND * 1000) / 1000;
      svg.append(s('text', { x: at, y: 31, 'text-anchor': anchor }, by === 0 ? 'freeze' : (by > 0 ? '+' : '−') + Math.abs(by) + ' s'));
    }
  }
  drawLimit(svg, x, box, lanes, view);
  if (!box.narrow) {
    svg.append(s('text', { class: 'soft', x: 0, y: 14 }, dayText(d, day) + ', ' + (d.floats ? 'host’s clock' : zoneText(d))));
    if (zero !== null) svg.append(s('text', { class: 'soft', x: 0, y: 31 }, 'after the freeze'));
  }
}

function laneLabel(svg, lane, i, y, narrow, left) {
  const most = narrow ? 44 : 27;
  const name = lane.name.length > most ? lane.name.slice(0, most - 1) + '…' : lane.name;
  svg.append(s('text', { class: 'lane' + (lane.role ? ' ' + lane.role : ''), x: narrow ? 4 : 0, y: y + 18 }, name, s('title', null, lane.name)));
  const text = i === 0 ? lane.note : [lane.role && roleWords[lane.role], lane.role && lane.outcome === 'success' ? '' : outcomeSigns[lane.outcome] || lane.outcome, frozenText(lane)].filter(Boolean).join(', '); // what fits beside the lane
  if (narrow) svg.append(s('text', { class: 'soft', x: 4, y: y + 31 }, text));
  else svg.append(s('text', { class: 'soft', x: 0, y: y + 35 }, text));
}

// frozenText is freeze to thaw in few words, '' where the marks say nothing.
function frozenText(lane) {
  const [lo, hi] = lane.frozen;
  return hi === null && (lo === null || lo <= 0) ? '' : durationText(lane.frozen, rounded);
}

function drawLane(lane, place, d) {
  drawFrozen(lane, place);
  drawLaneLimit(lane, place);
  drawStates(lane, place, d);
  drawTimeout(lane, place);
  drawMarks(lane.marks || [], place, d);
}

// drawFrozen draws the time from freeze to thaw; what is not certain fades.
function drawFrozen(lane, place) {
  const f = lane.freeze, t = lane.thaw;
  if (!f && !t) return;
  const { view, x, clip } = place;
  const from = f && f[0] !== null ? f[0] : view.from, to = t && t[1] !== null ? t[1] : view.to;
  if (to <= from) return;
  const a = clip(x(from)), b = clip(x(to));
  const openLeft = !f || f[0] === null, openRight = !t || t[1] === null;
  const stops = [[from, openLeft ? 0 : 0.15]];
  const sure = f && f[1] !== null ? f[1] : null, until = t && t[0] !== null ? t[0] : null;
  if (sure !== null && until !== null && sure < until) stops.push([sure, 0.9], [until, 0.9]);
  else if (sure !== null && until === null) stops.push([sure, 0.8]);
  else if (sure === null && until !== null) stops.push([until, 0.6]);
  else stops.push([(from + to) / 2, 0.5]);
  stops.push([to, openRight ? 0 : 0.15]);
  const gradient = s('linearGradient', { id: place.id + 'g', gradientUnits: 'userSpaceOnUse', x1: x(from), x2: Math.max(x(to), x(from) + 1), y1: 0, y2: 0 },
    stops.map(([at, opacity]) => s('stop', { class: 'stop-frozen', offset: (at - from) / (to - from), 'stop-opacity': opacity })));
  place.defs.append(gradient);
  const width = Math.max(b - a, 3);
  place.inside.append(s('rect', { x: a, y: place.bar, width, height: place.height, rx: 2, fill: `url(#${place.id}g)` }),
    s('rect', { class: 'edge', x: a, y: place.bar, width, height: place.height, rx: 2 }));
}

// limitsOf are the lanes of which freeze and limit are known: where the limit is over.
function limitsOf(lanes) {
  return lanes.filter(l => l.limit[0] !== null && l.limit[1] !== null && l.freeze && l.freeze[0] !== null && l.freeze[1] !== null)
    .map(l => ({ lane: l, at: l.freeze[0] + l.limit[0] }));
}

// drawLimit names the limit once, in the axis: that of the lane which failed, or of the
// first one.
function drawLimit(svg, x, box, lanes, view) {
  const all = limitsOf(lanes);
  const one = all.find(l => l.lane.outcome === 'failed') || all[0];
  if (!one || one.at < view.from || one.at > view.to) return;
  const at = x(one.at), words = 'limit ' + rounded(one.lane.limit[1]).replace('.0', '');
  svg.append(s('line', { class: 'limitline', x1: at, x2: at, y1: box.top - 8, y2: box.top }),
    s('text', { class: 'over', x: at - 3, y: box.top - 1, 'text-anchor': 'end' }, words));
}

// drawLaneLimit draws when the limit after the freeze is over, and, where the writer
// timed out, when the same time after its thaw is.
function drawLaneLimit(lane, place) {
  const limit = lane.limit;
  if (!limitsOf([lane]).length) return;
  const { x, inside } = place;
  const at = x(lane.freeze[0] + limit[0]);
  inside.append(s('line', { class: 'limitline', x1: at, x2: at, y1: place.bar - 6, y2: place.bar + place.height + 12 }));
  if (!lane.timeout || !lane.thaw || lane.thaw[0] === null || lane.thaw[1] === null) return;
  const a = x(lane.thaw[0] + limit[0]), b = x(lane.thaw[1] + limit[1]);
  inside.append(s('path', { class: 'waitline', d: `M${a} ${place.bar + place.height + 9}v-6H${b}v6`, fill: 'none' }, s('title', null, 'a full limit after the thaw')));
}

function drawStates(lane, place, d) {
  const y = place.y + place.laneHeight - 13;
  for (const st of statesOf(lane, d)) {
    const at = place.x(st.at);
    if (at < place.x(place.view.from) || at > place.x(place.view.to)) continue;
    place.inside.append(s('line', { class: 'tick ' + stateClass(st.code), x1: at, x2: at, y1: st.code >= 6 ? y - 4 : y, y2: y + 8 },
      s('title', null, `listing at ${clockText(d, st.at)}: [${st.code}]${st.code >= 6 && lane.listed.error ? ' ' + lane.listed.error : ''}`)));
  }
}

// drawTimeout draws when the writer's timer ran out: hatched, with a cross.
function drawTimeout(lane, place) {
  if (!lane.timeout) return;
  const { x, clip, view, inside, over } = place;
  const [lo, hi] = lane.timeout;
  const a = clip(x(lo === null ? view.from : lo)), b = clip(x(hi === null ? view.to : hi));
  if (b <= x(view.from) - 4 || a >= x(view.to) + 4) return;
  const y = place.bar - 3, height = place.height + 6, width = Math.max(b - a, 4);
  if (lo !== null && hi !== null) {
    inside.append(s('rect', { class: 'hatchback', x: a, y, width, height }), s('rect', { x: a, y, width, height, fill: place.hatch }), s('rect', { class: 'outline', x: a, y, width, height }));
  } else {
    // Known on one side only: a thin line that fades where nothing bounds it.
    place.defs.append(s('linearGradient', { id: place.id + 't', gradientUnits: 'userSpaceOnUse', x1: a, x2: Math.max(b, a + 1), y1: 0, y2: 0 },
      s('stop', { class: 'stop-timeout', offset: 0, 'stop-opacity': lo === null ? 0 : 1 }), s('stop', { class: 'stop-timeout', offset: 1, 'stop-opacity': hi === null ? 0 : 1 })));
    inside.append(s('rect', { x: a, y, width, height: 4, fill: `url(#${place.id}t)` }));
  }
  const middle = lo === null ? b : hi === null ? a : (a + b) / 2, at = y + height / 2;
  place.taken.push(middle);
  over.append(s('path', { class: 'cross', d: `M${middle - 7} ${at - 7}l14 14m0 -14l-14 14` }));
  const text = lo === null ? 'time-out by then' : hi === null ? 'time-out from then' : 'time-out', right = Math.max(b, middle + 8) + 6;
  if (right + text.length * 6.5 < place.width - place.right) over.append(s('text', { class: 'over', x: right, y: at + 4 }, text));
  else over.append(s('text', { class: 'over', x: Math.min(a, middle - 8) - 5 > x(view.from) + 60 ? (lo === null ? middle - 12 : Math.min(a, middle - 8) - 5) : middle - 12, y: lo === null ? y - 2 : at + 4, 'text-anchor': 'end' }, text));
}

// spotOf returns where a record is drawn, and from where to where it may lie.
function spotOf(r) {
  const [lo, hi] = r.at;
  if (lo === null || hi === null) return lo === null ? [hi, hi, hi] : [lo, lo, lo];
  return [hi - lo < 10 * SECOND ? (lo + hi) / 2 : hi, lo, hi];
}

// drawMarks draws the records of a lane; those at one place are stacked.
function drawMarks(marks, place, d) {
  const placed = place.taken;
  for (const m of marks) {
    const r = d.records[m.record];
    // A record known to the second is drawn in the middle of it, one known only
    // as "by then" at that end; a whisker shows where it may lie.
    const [t, from, to] = spotOf(r);
    if (t === null || t < place.view.from || t > place.view.to) continue;
    const at = place.x(t);
    const level = placed.filter(p => Math.abs(p - at) < 11).length;
    placed.push(at);
    const y = place.bar + place.height / 2 + [0, 12, -12][level % 3];
    const [shape, colour] = glyphOf(m.role, r);
    if (place.x(to) - place.x(from) > 8) place.inside.append(s('line', { class: 'whisker', x1: place.clip(place.x(from)), x2: place.clip(place.x(to)), y1: y, y2: y }));
    place.over.append(s('path', { class: 'glyph ' + colour, d: shapePath(shape, at, y, 5.5) }));
    const where = r.provider ? `${r.provider} ${r.event}` : r.source;
    place.hits.push({ x: at, record: m.record, element: s('circle', { class: 'hit', cx: at, cy: y, r: 9, role: 'button' }),
      text: `${intervalText(d, r.at, true)}: ${r.tells} (${where})${r.code ? ', ' + r.code : ''}` });
  }
}

function drawCaptures(svg, d, x, view, y, width, left, right, narrow) {
  svg.append(s('line', { class: 'laneline', x1: 0, x2: width, y1: y, y2: y }));
  if (!narrow) svg.append(s('text', { class: 'soft', x: 0, y: y + 18 }, d.captures.length + (d.captures.length === 1 ? ' listing of states' : ' listings of states')));
  for (const c of capturesOf(d)) {
    if (c < view.from || c > view.to) continue;
    const at = x(c);
    svg.append(s('line', { class: 'tick', x1: at, x2: at, y1: y + 6, y2: y + 18 }));
  }
}

// describeLanes is the picture in words, for those who do not see it.
function describeLanes(d) {
  const spans = d.spans || [];
  const told = spans.slice(0, 12).map(l => `${l.name}: ${words(l.outcome)}, frozen ${frozenText(l) || 'for an unknown time'}` + (l.timeout ? `, time-out ${intervalText(d, l.timeout, true)}` : ''));
  return `Timeline of ${spans.length} writers. ${told.join('. ')}. The table below contains the same.`;
}

function legend() {
  const sample = (...children) => s('svg', { width: 26, height: 16, 'aria-hidden': 'true' }, children);
  const sign = (shape, colour) => sample(s('path', { class: 'glyph ' + colour, d: shapePath(shape, 13, 8, 5.5) }));
  const item = (picture, text) => h('li', null, picture, text);
  return h('ul', { class: 'legend', 'aria-label': 'Legend' },
    item(sample(s('rect', { class: 'frozen', x: 1, y: 3, width: 15, height: 10 }), s('rect', { class: 'frozen', x: 16, y: 3, width: 9, height: 10, opacity: 0.3 }), s('rect', { class: 'edge', x: 1, y: 3, width: 24, height: 10 })), 'frozen; pale: may be'),
    item(sign('down', 'freeze'), 'freeze record'), item(sign('up', 'thaw'), 'thaw record'),
    item(sample(s('line', { class: 'whisker', x1: 1, x2: 25, y1: 8, y2: 8 }), s('path', { class: 'glyph plain', d: shapePath('circle', 13, 8, 5) })), 'a record, and the time in which it may lie'),
    item(sample(s('rect', { class: 'hatchback', x: 1, y: 1, width: 24, height: 14 }), s('line', { class: 'hatchline', x1: 2, y1: 14, x2: 8, y2: 2 }), s('line', { class: 'hatchline', x1: 17, y1: 14, x2: 23, y2: 2 }), s('path', { class: 'cross', d: 'M8 3l10 10m0 -10l-10 10' })), 'time-out, somewhere in the box'),
    item(sample(s('rect', { class: 'timeline-one', x: 1, y: 3, width: 16, height: 4 }), s('path', { class: 'cross', d: 'M12 1l9 9m0 -9l-9 9' })), 'time-out, known from one side only'),
    item(sample(s('line', { class: 'limitline', x1: 13, x2: 13, y1: 0, y2: 16 })), 'limit after the freeze'),
    item(sample(s('path', { class: 'waitline', d: 'M3 13v-7h20v7', fill: 'none' })), 'the same time after the thaw'),
    item(sign('square', 'abort'), 'abort'), item(sign('diamond', 'timeout'), 'error'), item(sign('down', 'warn'), 'warning'), item(sign('circle', 'good'), 'went well'), item(sign('circle', 'plain'), 'other record'),
    item(sample(s('line', { class: 'tick', x1: 13, x2: 13, y1: 2, y2: 14 })), 'a listing was made'),
    item(sample([['s-rest', 3], ['s-wait', 8], ['s-frozen', 13], ['s-past', 18], ['s-failed', 23]].map(([c, at]) => s('line', { class: 'tick ' + c, x1: at, x2: at, y1: c === 's-failed' ? 1 : 5, y2: 14 }))), 'listed at rest, waiting, frozen, past its thaw, failed (high)'));
}

function laneTable(d) {
  const spans = d.spans || [];
  if (!spans.length) return '';
  const row = l => h('tr', null, h('th', { scope: 'row' }, bdi(l.name), l.service ? h('small', null, 'service: ' + l.service) : ''),
    h('td', null, outcomeSigns[l.outcome] || l.outcome),
    h('td', null, intervalText(d, l.freeze, true)), h('td', null, intervalText(d, l.thaw, true)), h('td', null, durationText(l.frozen)),
    h('td', null, l.limit[1] === null ? 'not known' : durationText(l.limit) + (l.assumed ? ' (assumed)' : '')),
    h('td', null, l.timeout ? intervalText(d, l.timeout, true) : l.ese ? 'ESE: ' + intervalText(d, l.ese, true) : ''),
    h('td', null, statesOf(l, d).map(st => st.code).filter((c, i, a) => c !== a[i - 1]).map(c => `[${c}]`).join(' ')));
  return h('details', null, h('summary', null, 'The same as a table'),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Writers of the set' }, h('table', { class: 'stack' },
      h('thead', null, h('tr', null, ['Writer', 'Outcome', 'Freeze', 'Thaw', 'Freeze to thaw', 'Limit', 'Time-out', 'States listed'].map(t => h('th', { scope: 'col' }, t)))),
      h('tbody', null, spans.map(row)))));
}

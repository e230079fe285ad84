// The overview of many hosts: hosts by days, and how long writers stay frozen.

const DAY = 86400000;

// drawn reports what the overview counts: sets, and failures with or without one.
function drawn(x) { return x.set || x.rank <= data.worst; }

// periods cuts the time of all sets into at most 75 columns. Times without any set
// take up no room.
function periods() {
  const starts = data.subjects.filter(x => x.start !== null && drawn(x) && !x.unsure).map(x => Math.floor(x.start / DAY));
  if (!starts.length) return null;
  const first = starts.reduce((a, b) => Math.min(a, b));
  const bucketsOf = days => [...new Set(starts.map(day => Math.floor((day - first) / days)))].sort((a, b) => a - b);
  const days = [1, 7, 28, 91, 182, 364].find(n => bucketsOf(n).length <= 75) || 3640;
  const name = { 1: 'day', 7: '7 days', 28: '4 weeks', 91: '13 weeks', 182: '26 weeks', 364: '52 weeks', 3640: '10 years' }[days];
  const buckets = bucketsOf(days), column = new Map(buckets.map((bucket, i) => [bucket, i]));
  return { first, days, name, buckets, count: buckets.length, of: ms => column.get(Math.floor((Math.floor(ms / DAY) - first) / days)) };
}

function dayOf(p, column) { return new Date((p.first + p.buckets[column] * p.days) * DAY).toISOString().slice(0, 10); }

// heatMap draws hosts by periods; the colour and the sign are the worst of it.
function heatMap(filterTo) {
  const p = periods();
  if (!p) return '';
  let unsure = 0;
  const rows = data.hosts.map((name, host) => ({ name, host, cells: new Map(), problems: 0 }));
  for (const x of data.subjects) {
    if (!drawn(x)) continue;
    if (x.start === null || x.unsure) { unsure++; continue; }
    const row = rows[x.host], column = p.of(x.start);
    if (!row.cells.has(column)) row.cells.set(column, { rank: data.ranks.length - 1, sets: 0, problems: 0 });
    const cell = row.cells.get(column);
    if (x.set) cell.sets++;
    cell.rank = Math.min(cell.rank, x.rank);
    if (x.rank <= data.worst) { cell.problems++; row.problems++; }
  }
  rows.sort((a, b) => b.problems - a.problems || a.host - b.host);
  const holder = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Picture of hosts by time' });
  const few = 12;
  let all = rows.length <= few + 5;
  const draw = () => holder.replaceChildren(heatRows(all ? rows : rows.slice(0, few), p, filterTo));
  const button = all ? '' : h('button', { type: 'button', class: 'noprint', onclick: event => { all = !all; event.target.textContent = all ? 'Only the worst' : `All ${rows.length} hosts`; draw(); } }, `All ${rows.length} hosts`);
  draw();
  return h('figure', null, h('figcaption', null, `Hosts by time; a column is ${p.days === 1 ? 'a day' : p.name}${p.buckets[p.count - 1] >= p.count ? ', times without a set are left out (dotted line)' : ''}, a cell the worst of it. ● confirmed, ◉ likely, ◐ suspected, ? cannot tell, ▲ unexplained, no sign: nothing failed. Choose a cell to list what it holds.` + (unsure ? ` Not drawn, as the day is not sure: ${unsure}.` : '')), holder, button);
}

function heatRows(rows, p, filterTo) {
  const size = p.count > 60 ? 13 : p.count > 40 ? 15 : 18, left = 130, top = 80;
  const width = left + p.count * size + 60, height = top + rows.length * size + 4;
  const svg = s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Hosts by time' });
  for (let c = 0; c < p.count; c += Math.ceil(22 / size)) {
    const at = left + c * size + size / 2 + 4;
    svg.append(s('text', { class: 'soft', x: at, y: top - 6, transform: `rotate(-55 ${at} ${top - 6})` }, dayOf(p, c)));
  }
  for (let c = 1; c < p.count; c++) {
    const x = left + c * size - 0.5;
    if (p.buckets[c] !== p.buckets[c - 1] + 1) svg.append(s('line', { class: 'gapline', x1: x, x2: x, y1: top - 4, y2: top + rows.length * size }, s('title', null, 'Days without a set are left out here')));
  }
  const cells = [], places = [];
  rows.forEach((row, i) => {
    const y = top + i * size;
    const name = row.name.length > 17 ? row.name.slice(0, 16) + '…' : row.name;
    svg.append(s('text', { x: 0, y: y + size - 4 }, name, s('title', null, row.name)));
    for (const column of [...row.cells.keys()].sort((a, b) => a - b)) {
      const cell = row.cells.get(column), x = left + column * size;
      const text = `${row.name}, ${dayOf(p, column)}: ${cell.sets} ${cell.sets === 1 ? 'set' : 'sets'}, ${cell.problems} ${cell.problems === 1 ? 'failure' : 'failures'}, worst: ${data.ranks[cell.rank]}`;
      const rect = s('rect', { class: 'cell r' + cell.rank, x, y, width: size - 1, height: size - 1, rx: 2, role: 'button', 'aria-label': text, onclick: () => filterTo(row.name, dayOf(p, column), p.days) }, s('title', null, text));
      svg.append(rect);
      if (cell.rank <= data.worst) svg.append(s('text', { class: 'cellmark', x: x + size / 2 - 0.5, y: y + size / 2 + 3.5, 'text-anchor': 'middle' }, rankSigns[cell.rank]));
      cells.push(rect); places.push([i, column]);
    }
  });
  rove(cells, (i, key) => {
    if (key === 'ArrowRight') return i + 1;
    if (key === 'ArrowLeft') return i - 1;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step) return { Home: 0, End: cells.length - 1 }[key];
    const [row, column] = places[i];
    let best, distance = Infinity;
    places.forEach(([r, c], j) => { if (r === row + step && Math.abs(c - column) < distance) { best = j; distance = Math.abs(c - column); } });
    return best;
  });
  return svg;
}

// freezeTimes draws how freeze-to-thaw times spread, one row per writer.
function freezeTimes() {
  const rows = (data.freezes || []).filter(r => r.spans > 0);
  if (!rows.length) return '';
  const holder = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Picture of how long each writer stays frozen' });
  const few = 14;
  let all = rows.length <= few + 3;
  const draw = () => holder.replaceChildren(freezeRows(all ? rows : rows.slice(0, few)));
  draw();
  const button = all ? '' : h('button', { type: 'button', class: 'noprint', onclick: event => { all = !all; event.target.textContent = all ? 'Only the first' : `All ${rows.length} writers`; draw(); } }, `All ${rows.length} writers`);
  const cells = r => [h('th', { scope: 'row' }, bdi(r.writer)), [r.spans, r.open, r.timeouts].map(n => h('td', { class: 'n' }, String(n))),
    h('td', null, r.spans ? durationText(r.median, rounded) : ''), h('td', null, r.spans ? durationText(r.longest, rounded) : '')];
  return h('figure', null, h('figcaption', null, 'From freeze to thaw, per writer, over all sets; the dashed line is the usual limit of 60 s. A time that is known only as an interval is spread evenly over the time in which it may lie.'),
    holder, button,
    h('details', null, h('summary', null, 'The same as a table'), h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Freeze times' }, h('table', { class: 'stack' },
      h('thead', null, h('tr', null, ['Writer', 'Times known', 'Not bounded', 'Time-outs', 'Median', 'Longest'].map(t => h('th', { scope: 'col' }, t)))),
      h('tbody', null, data.freezes.map(r => h('tr', null, cells(r))))))));
}

function freezeRows(rows) {
  const left = 200, bin = 13, height = 30, edges = data.edges, width = left + (edges.length - 1) * bin + 190;
  const svg = s('svg', { width, height: rows.length * height + 26, viewBox: `0 0 ${width} ${rows.length * height + 26}`, role: 'img', 'aria-label': 'Distribution of the times from freeze to thaw; the table below contains the same' });
  const x = i => left + i * bin;
  edges.forEach((edge, i) => {
    if (![0.1, 1, 10, 100, 1000].includes(edge)) return;
    svg.append(s('line', { class: 'grid', x1: x(i), x2: x(i), y1: 0, y2: rows.length * height }), s('text', { class: 'soft', x: x(i), y: rows.length * height + 16, 'text-anchor': 'middle' }, edge + ' s'));
  });
  rows.forEach((row, r) => {
    const y = (r + 1) * height, most = Math.max(...row.bins);
    const name = row.writer.length > 27 ? row.writer.slice(0, 26) + '…' : row.writer;
    svg.append(s('text', { x: 0, y: y - 9 }, name, s('title', null, row.writer)), s('line', { class: 'laneline', x1: left, x2: x(edges.length - 1), y1: y, y2: y }));
    row.bins.forEach((n, i) => {
      if (n > 0) svg.append(s('rect', { class: 'bin', x: x(i), y: y - Math.max(n / most * (height - 8), 1), width: bin - 1, height: Math.max(n / most * (height - 8), 1) }, s('title', null, `${edges[i]} to ${i + 2 === edges.length ? '∞' : edges[i + 1]} s: ${n}`)));
    });
    svg.append(s('text', { class: 'soft', x: x(edges.length - 1) + 6, y: y - 9 }, `${row.spans} ${row.spans === 1 ? 'time' : 'times'}` + (row.timeouts ? `, ✕ ${row.timeouts} timed out` : '')));
  });
  const i = edges.findIndex(edge => edge > 60), between = (Math.log10(60) - Math.log10(edges[i - 1])) / (Math.log10(edges[i]) - Math.log10(edges[i - 1]));
  const limit = x(i - 1) + between * bin;
  svg.append(s('line', { class: 'limitline', x1: limit, x2: limit, y1: 0, y2: rows.length * height }));
  return svg;
}

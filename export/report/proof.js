// The proof of one subject: what was found, why, and the records behind it.

const verdictSigns = { confirmed: '● confirmed', likely: '◉ likely', suspected: '◐ suspected', cannot_tell: '? cannot tell', ruled_out: '○ ruled out' };
const rankSigns = ['●', '◉', '◐', '?', '▲', '✓', '·'];

function verdictBadge(verdict) { return h('span', { class: 'badge', 'data-verdict': verdict }, verdictSigns[verdict] || verdict); }

function rankBadge(rank) { return h('span', { class: 'badge rank', 'data-rank': data.ranks[rank] }, h('span', { 'aria-hidden': 'true' }, rankSigns[rank] + ' '), data.ranks[rank]); }

let opened = 0; // number of the opening that counts, where two are on their way
let shownSubject = null;

// showSubject shows a subject in its section.
async function showSubject(subject, focus) {
  const turn = ++opened;
  const section = document.getElementById('subject');
  let d;
  try {
    d = await detailOf(subject);
  } catch (error) {
    section.hidden = false;
    section.replaceChildren(h('h2', { id: 'subject-title' }, bdi(subject.headline)),
      h('p', { class: 'note' }, 'This browser could not unpack the details (it needs DecompressionStream, which Chrome 80, Firefox 113 and Safari 16.4 have): report.md and the tables contain the same. ', String(error)));
    return;
  }
  if (turn !== opened) return;
  shownSubject = subject;
  section.hidden = false;
  document.querySelector('nav a[href="#subject"]').hidden = false;
  const cards = [...document.querySelectorAll('#problems > .card[data-name]')];
  const above = cards.some(card => card.dataset.name === subject.name);
  // In the page at once, so that the timeline knows how wide it may be.
  section.replaceChildren();
  fill(section, null, [subjectNodes(subject, d, !above, 'subject-title', 'record-')]);
  for (const card of document.querySelectorAll('.card[data-name]')) card.classList.toggle('shown', card.dataset.name === subject.name && cards.length > 1);
  if (focus) {
    section.scrollIntoView();
    section.focus({ preventScroll: true });
    say('Shown: ' + subject.headline);
  }
}

function hideSubject() {
  opened++;
  shownSubject = null;
  const section = document.getElementById('subject');
  section.hidden = true;
  section.replaceChildren();
  document.querySelector('nav a[href="#subject"]').hidden = true;
  for (const card of document.querySelectorAll('.card.shown')) card.classList.remove('shown');
}

// subjectNodes tells a subject: its card, unless it stands on top of the page already,
// then why, the evidence, the timeline, the records.
function subjectNodes(subject, d, withCard, title, ids) {
  const records = recordList(d, ids);
  const where = [bdi(data.hosts[subject.host]), ', ', failedText(subject)];
  const findings = d.findings || [];
  return [
    h('h2', { id: title }, withCard ? bdi(subject.headline) : [d.card ? 'Why: ' : '', where]),
    withCard ? [h('p', { class: 'where' }, where), d.card ? cardNodes(subject, d.card) : h('p', { class: 'sure' }, rankBadge(subject.rank))] : '',
    d.left ? h('p', { class: 'note' }, d.left) : '',
    withCard && (d.why || d.fact || findings.length) ? h('h3', null, 'Why') : '',
    whyNodes(d, findings, records.aim),
    d.spans && d.spans.length || d.marks && d.marks.length ? [h('h3', null, 'Timeline'), timeline(d, records.aim)] : '',
    records.element,
    subject.set || d.clock ? [h('h3', null, subject.set ? 'The snapshot set' : 'The host'), facts(subject, d)] : ''];
}

// cardNodes is the card of a failure as the template makes it.
function cardNodes(subject, c) {
  const list = (name, items, text) => items && items.length ? [h('h3', null, name), h('ul', null, items.map(i => h('li', null, text ? text(i) : bdi(i))))] : '';
  const party = (name, text) => text ? [h('dt', null, name), h('dd', null, bdi(text))] : '';
  return [
    h('p', { class: 'sure' }, rankBadge(subject.rank), ' ', c.sure),
    c.culprit || c.victim ? h('dl', { class: 'facts parties' }, party(data.ranks[subject.rank] === 'harmless' ? 'It comes from' : 'To blame', c.culprit), party(data.ranks[subject.rank] === 'harmless' ? 'About' : 'Suffered', c.victim)) : '',
    c.steps && c.steps.length ? [h('h3', null, 'What to do'), h('ol', { class: 'steps' }, c.steps.map(st => h('li', { value: st.n },
      h('p', null, bdi(st.do)),
      st.command ? h('div', { class: 'command' }, h('pre', null, st.command), h('button', { type: 'button', class: 'copy', 'aria-label': `Copy the command of step ${st.n}` }, 'Copy')) : '',
      st.notes && st.notes.length ? h('dl', { class: 'notes' }, st.notes.map(([name, text]) => [h('dt', null, name), h('dd', null, bdi(text))])) : '')))] : '',
    list('What would make it more certain', c.missing), list('Changed before', c.changed),
    c.beside && c.beside.length ? h('details', { class: 'beside' }, h('summary', null, `Compared with the last good night, ${c.good}: ${c.beside.length} ${c.beside.length === 1 ? 'difference' : 'differences'}`), h('ul', null, c.beside.map(l => h('li', null, bdi(l))))) : '',
    list('Alternatives', c.rivals, r => [bdi(r.title), r.sure ? ` (${r.sure})` : '', r.check ? ['. To decide: ', bdi(r.check)] : ''])];
}

// whyNodes tell why the answer is what it is: in words, by whom it is to blame, the
// proof folded, the records that it rests on, and where to read more.
function whyNodes(d, findings, aim) {
  const lead = d.lead ? findings[0] : null, others = d.lead ? findings.slice(1) : findings;
  const rests = lead ? lead.marks : d.rests;
  const cite = r => h('li', null, r.record >= 0 && d.records[r.record].at.some(t => t !== null) ? h('span', { class: 'when' }, timeText(d.records[r.record], d) + ' ') : '', bdi(r.says), ref(r.record, d, aim));
  const few = 4;
  const sources = d.sources || [];
  return [
    d.why ? h('p', { class: 'why' }, bdi(d.why)) : '',
    d.fact ? h('p', null, h('strong', null, 'Seen: '), bdi(d.fact), '.') : '',
    d.blame && d.blame.length ? [h('h3', null, 'Why ', bdi(d.card.culprit), ' is to blame'), h('ul', { class: 'plain' }, d.blame.map(cite))] : '',
    lead ? findingBox(lead, d, aim, true) : '',
    rests && rests.length ? [h('h3', null, 'Based on'), h('ul', { class: 'plain' }, rests.slice(0, few).map(cite)),
      rests.length > few ? h('details', null, h('summary', null, `${rests.length - few} more`), h('ul', { class: 'plain' }, rests.slice(few).map(cite))) : ''] : '',
    besideNodes('Signs that were seen', 'Each grade is that of the sign, not of the cause.', others.filter(isSign), d, aim),
    besideNodes(d.card ? 'Other causes that were considered' : 'What was considered', '', others.filter(f => !isSign(f)), d, aim),
    sources.length ? [h('h3', null, 'Sources'), h('ul', null, sources.map(sourceItem))] : ''];
}

// isSign reports a finding beside the one that leads that tells what was seen, and is no
// other cause.
function isSign(f) { return f.verdict === 'confirmed' || (data.signatures[f.signature] || {}).class !== 'cause'; }

function besideNodes(title, note, found, d, aim) {
  return found.length ? [h('h3', null, title), note ? h('p', null, h('small', null, note)) : '', found.map(f => findingBox(f, d, aim, false))] : '';
}

function sourceItem([name, url, says]) {
  return h('li', null, url ? h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, bdi(says && /^(documented|reported|inferred)/.test(name) ? says : name)) : bdi(name), says ? h('small', null, bdi(/^(documented|reported|inferred)/.test(name) && url ? name : says)) : '');
}

function facts(subject, d) {
  const row = (name, ...value) => value[0] ? [h('dt', null, name), h('dd', null, value)] : '';
  return h('dl', { class: 'facts' },
    row('Host', bdi(data.hosts[subject.host])),
    subject.set && row('Name', h('code', null, bdi(subject.name))),
    row('Snapshot set ID', d.id && h('code', null, d.id)),
    subject.set && row('From, to', intervalText(d, d.started) + ' – ' + intervalText(d, d.ended) + ' ' + zoneText(d)),
    row('Outcome', subject.outcome && words(subject.outcome)),
    row('Requester', subject.requester && bdi(subject.requester)),
    row('Volumes', d.volumes && d.volumes.join(', ')),
    row('Grouped by', d.identity && (d.identity === 'explicit' ? 'a record that contains its ID' : 'time') + (d.from ? ': ' + d.from.join(', ') : '')),
    row('Clock of its text files', d.clock),
    row('Overlaps with', d.overlaps && d.overlaps.join(', ')));
}

// ref is a button that shows a record.
function ref(index, d, aim) {
  if (index === undefined || index < 0 || !d.records[index]) return '';
  const r = d.records[index];
  const name = r.provider ? `${r.provider} ${r.event}` + (r.number ? ` #${r.number}` : '') : r.source.split('/').pop() + (r.line ? ` line ${r.line}` : '');
  return [' ', h('button', { type: 'button', class: 'ref', onclick: () => aim(index), title: 'Show the record' }, bdi(name))];
}

// tally counts what a verdict rests on: checks that passed, and those that did not.
function tally(f) {
  const all = [...(f.predictions || []).map(p => p.result === 'proven'), ...(f.checks || []).map(c => c.held), ...(f.lookAlikes || []).map(l => l.impossible)];
  return { passed: all.filter(x => x).length, open: all.filter(x => !x).length };
}

function tallyText(f) {
  const { passed, open } = tally(f);
  const checks = n => n === 1 ? '1 check' : `${n} checks`;
  return [passed ? checks(passed) + ' passed' : '', open ? `${passed ? open : checks(open)} did not` : ''].filter(Boolean).join(', ');
}

// findingBox is a verdict of a signature with its proof, folded; of the one that leads
// what does not hold stands before it.
function findingBox(f, d, aim, leads) {
  const sig = data.signatures[f.signature] || { id: '', title: '' };
  const list = (title, items) => items && items.length ? [h('h4', null, title), h('ul', null, items.map(t => h('li', null, bdi(t))))] : '';
  const count = tallyText(f);
  const failing = leads ? [...(f.predictions || []).filter(p => p.result !== 'proven').map(p => p.says), ...(f.checks || []).filter(c => !c.held).map(c => c.says), ...(f.lookAlikes || []).filter(l => !l.impossible).map(l => 'not this instead: ' + l.title)] : [];
  return [
    leads && f.applicability && f.applicability !== 'not_applicable' ? h('p', null, h('strong', null, `This host: ${words(f.applicability)}. `), bdi(f.applies)) : '',
    leads && f.contradictory ? h('p', { class: 'note' }, 'The marks contradict each other: no reading of them is consistent.') : '',
    failing.length ? [h('h3', null, 'What is not shown'), h('ul', null, failing.map(t => h('li', null, bdi(t))))] : '',
    leads ? h('h3', null, 'Proof') : '',
    h('details', { class: leads ? 'finding' : 'finding always', id: 'finding-' + f.id, 'data-verdict': f.verdict },
      h('summary', null, leads ? [verdictBadge(f.verdict), ' ', count || 'How it is judged'] : [verdictBadge(f.verdict), ' ', bdi(f.summary), count ? h('small', null, count) : '']),
      h('p', null, h('small', null, [sig.id, sig.class, f.severity && 'severity ' + f.severity, f.writer && 'writer ' + f.writer].filter(Boolean).join(' · '))),
      !leads && f.applicability && f.applicability !== 'not_applicable' ? h('p', null, h('strong', null, `This host: ${words(f.applicability)}. `), bdi(f.applies)) : '',
      f.causedBy ? h('p', null, 'This is a symptom of ', h('a', { href: '#finding-' + f.causedBy, onclick: event => { event.preventDefault(); const to = document.getElementById('finding-' + f.causedBy); if (to) { to.open = true; to.scrollIntoView(); } } }, 'another finding of this set'), '.') : '',
      !leads && f.contradictory ? h('p', { class: 'note' }, 'The marks contradict each other: no reading of them is consistent.') : '',
      predictionTable(f, d, aim),
      f.conflict && f.conflict.length ? [h('h4', null, 'Why it cannot be: these statements contradict each other'), h('ul', null, f.conflict.map(r => h('li', null, bdi(r.says), ref(r.record, d, aim))))] : '',
      checkTable(f, d, aim), lookAlikeTable(f, d, aim),
      leads ? '' : list('What would make it more certain', f.missing),
      list('Assumptions', f.assumptions),
      f.others && f.others.length ? [h('h4', null, 'Other writers'), h('ul', null, f.others.map(([name, verdict]) => h('li', null, bdi(name), ': ' + verdict)))] : '',
      !leads && f.marks && f.marks.length ? [h('h4', null, 'Based on'), h('ul', { class: 'plain' }, f.marks.map(r => h('li', null, r.record >= 0 && d.records[r.record].at.some(t => t !== null) ? h('span', { class: 'when' }, timeText(d.records[r.record], d) + ' ') : '', bdi(r.says), ref(r.record, d, aim))))] : '',
      h('h4', null, 'Mechanism'), h('p', null, sig.cause || ''), h('p', null, sig.mechanism || ''),
      !leads && f.do ? [h('h4', null, 'What to do if it is this'), h('p', null, bdi(f.do))] : '',
      !leads && sig.sources && sig.sources.length ? [h('h4', null, 'Read more'), h('ul', null, sig.sources.map(sourceItem))] : '')];
}

function resultWord(p) { return { proven: '● proven', possible: '◐ not proven', impossible: '○ impossible' }[p.result]; }

function predictionTable(f, d, aim) {
  if (!f.predictions || !f.predictions.length) return '';
  const row = p => h('tr', null,
    h('th', { scope: 'row' }, p.id), h('td', null, p.says),
    h('td', null, (p.between[1] ? `${p.between[0]} − ${p.between[1]}` : p.between[0]) + ': ' + durationText(p.range)),
    h('td', null, p.op + ' ' + (p.words ? p.words + ' = ' : '') + seconds(p.bound)),
    h('td', null, h('strong', null, resultWord(p)), numberLine(p)),
    h('td', { class: 'noprint' }, p.why && p.why.length ? h('details', null, h('summary', null, 'based on'), h('ul', null, p.why.map(r => h('li', null, bdi(r.says), ref(r.record, d, aim))))) : ''));
  return [h('h4', null, 'Predictions, with their numbers'),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Predictions of ' + data.signatures[f.signature].id }, h('table', { class: 'stack' },
      h('thead', null, h('tr', null, ['Prediction', 'It says', 'What the marks give', 'Required', 'Result'].map(t => h('th', { scope: 'col' }, t)), h('td', { class: 'noprint' }))),
      h('tbody', null, f.predictions.map(row))))];
}

// numberLine draws the range that the marks give against the bound.
function numberLine(p) {
  if (p.bound === undefined || p.range[0] === null && p.range[1] === null) return '';
  const known = [p.range[0], p.range[1], p.bound, 0].filter(v => v !== null);
  let from = Math.min(...known), to = Math.max(...known);
  const pad = Math.max((to - from) * 0.15, SECOND);
  from -= pad; to += pad;
  const x = v => 2 + (v - from) / (to - from) * 126;
  const a = p.range[0] === null ? 0 : x(p.range[0]), b = p.range[1] === null ? 130 : x(p.range[1]);
  return s('svg', { width: 130, height: 18, 'aria-hidden': 'true' },
    s('line', { class: 'axis', x1: 0, x2: 130, y1: 9, y2: 9 }),
    s('line', { class: 'range' + (p.result === 'impossible' ? ' miss' : ''), x1: a, x2: Math.max(b, a + 3), y1: 9, y2: 9 }),
    s('line', { class: 'bound', x1: x(p.bound), x2: x(p.bound), y1: 1, y2: 17 }));
}

function checkTable(f, d, aim) {
  if (!f.checks || !f.checks.length) return '';
  return [h('h4', null, 'Checks'),
    h('ul', { class: 'plain' }, f.checks.map(c => h('li', null, h('strong', null, c.held ? '✓ passed: ' : '✕ did not pass: '), bdi(c.says), c.statement ? [' — ', bdi(c.statement)] : '', (c.records || []).slice(0, 5).map(r => ref(r, d, aim)))))];
}

function lookAlikeTable(f, d, aim) {
  if (!f.lookAlikes || !f.lookAlikes.length) return '';
  return [h('h4', null, 'Look-alikes'),
    h('ul', { class: 'plain' }, f.lookAlikes.map(l => h('li', null, h('strong', null, l.impossible ? '○ rejected: ' : '◐ not excluded: '), l.title, ' (', l.differs, ') — ', bdi(l.statement), (l.records || []).slice(0, 5).map(r => ref(r, d, aim)))))];
}

// recordList is the table of records; aim shows one of them.
function recordList(d, ids) {
  const records = d.records || [];
  const order = records.map((r, i) => i).sort((a, b) => timeOf(records[a]) - timeOf(records[b]) || a - b);
  const rows = new Map();
  const body = h('tbody', null);
  for (const i of order) {
    const r = records[i];
    const button = h('button', { type: 'button', class: 'ref', 'aria-expanded': 'false', 'aria-label': 'show: ' + r.tells, onclick: () => toggle(i) }, 'show');
    const row = h('tr', { id: ids + i }, h('td', { class: 'time' }, timeText(r, d)), h('td', null, r.provider ? [bdi(r.provider), ' ' + r.event] : bdi(r.source.split('/').pop())),
      h('td', null, bdi(r.tells), r.code ? h('small', null, r.code) : '', r.mark ? h('small', { class: 'bad' }, r.mark) : ''), h('td', { class: r.writer && r.writer.length > 24 ? null : 'w' }, r.writer ? bdi(r.writer) : ''), h('td', { class: 'noprint' }, button));
    rows.set(i, { row, button });
    body.append(row);
  }
  function toggle(i, show) {
    const { row, button } = rows.get(i);
    const there = row.nextSibling && row.nextSibling.classList.contains('opened') ? row.nextSibling : null;
    if (there && show) return;
    button.setAttribute('aria-expanded', there ? 'false' : 'true');
    button.textContent = there ? 'show' : 'hide';
    button.setAttribute('aria-label', button.textContent + ': ' + records[i].tells);
    if (there) there.remove();
    else row.after(h('tr', { class: 'opened' }, h('td', { colspan: 5 }, recordFields(records[i], d))));
  }
  const details = h('details', null, h('summary', null, records.length === 1 ? 'The record behind it' : `The ${records.length} records behind it`),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Records' }, h('table', { class: 'stack' },
      h('thead', null, h('tr', null, [`Time (${zoneText(d)})`, 'Record', 'Meaning', 'Writer'].map(t => h('th', { scope: 'col' }, t)), h('td', { class: 'noprint' }))), body)));
  function aim(i) {
    if (!rows.has(i)) return;
    details.open = true;
    toggle(i, true);
    for (const { row } of rows.values()) row.classList.remove('aim');
    const { row, button } = rows.get(i);
    row.classList.add('aim');
    row.scrollIntoView({ block: 'center' });
    button.focus({ preventScroll: true });
    say(records[i].tells);
  }
  return { element: [h('h3', null, 'Records'), records.length ? details : h('p', null, 'The page contains none.')], aim };
}

// timeText is when a record is: as it states it where the offset of its clock is not known.
function timeText(r, d) { return r.wall && !d.floats ? r.wall + ' by the host’s clock' : intervalText(d, r.at, r.at[0] !== null && r.at[1] !== null); }

function timeOf(r) { return r.at[0] !== null ? r.at[0] : r.at[1] !== null ? r.at[1] : Number.MAX_SAFE_INTEGER; }

function recordFields(r, d) {
  const row = (name, value) => value === undefined || value === '' || value === null ? '' : [h('dt', null, bdi(name)), h('dd', null, bdi(value))];
  return h('dl', { class: 'facts fields' },
    row('source', r.source), r.line ? row('line', String(r.line)) : row('offset', `${r.offset} (0x${r.offset.toString(16)})`),
    row('record id', r.number ? String(r.number) : ''), row('channel', r.channel), row('computer', r.computer),
    row('time', intervalText(d, r.at) + (r.stamp ? `, from the ${words(r.stamp)}` : '')), row('read as', words(r.kind)), row('process', r.process ? String(r.process) : ''),
    r.others ? row('also in', r.others.join(', ')) : '',
    (r.fields || []).map(([name, value], i) => row(name || `%${i + 1}`, value === '' ? '""' : value)),
    row('binary', r.binary));
}

// The list of all sets, and what happens when the page opens.

const PAGE = innerWidth < 640 ? 15 : 50; // rows shown at a time
const filter = { text: '', rank: '', signature: '', host: '', from: null, to: null, shown: PAGE };
const list = {};

// haystack is what the search looks through, made once per subject.
function haystack(x) {
  if (!x.hay) {
    x.hay = [x.name, data.hosts[x.host], x.headline, x.requester, x.id, x.volumes, x.writers, x.outcome, data.ranks[x.rank],
      ...(x.findings || []).flatMap(f => [data.signatures[f.signature].id, data.signatures[f.signature].title, words(f.verdict), f.writer])].join('\n').toLowerCase();
  }
  return x.hay;
}

function matches(x) {
  if (filter.rank === 'problem' ? x.rank > data.worst : filter.rank !== '' && x.rank !== Number(filter.rank)) return false;
  if (filter.host !== '' && data.hosts[x.host] !== filter.host) return false;
  if (filter.signature !== '' && !(x.findings || []).some(f => data.signatures[f.signature].id === filter.signature && f.verdict !== 'ruled_out')) return false;
  if (filter.from !== null && (x.start === null || x.start < filter.from || x.start >= filter.to)) return false;
  return filter.text.toLowerCase().split(/\s+/).every(word => haystack(x).includes(word));
}

// shortList cuts a list of writers: the proof has them all.
function shortList(writers) {
  const all = writers.split(', ');
  return all.length <= 4 ? writers : all.slice(0, 3).join(', ') + `, ${all.length - 3} more`;
}

function drawList() {
  const found = data.subjects.filter(matches);
  const rows = found.slice(0, filter.shown).map(x => h('tr', null,
    h('td', null, rankBadge(x.rank)),
    h('th', { scope: 'row' }, h('a', { href: '#set=' + encodeURIComponent(x.name), 'data-subject': x.name }, bdi(x.headline)),
      h('small', null, (x.findings || []).filter(f => f.verdict !== 'ruled_out').map(f => `${data.signatures[f.signature].id}: ${words(f.verdict)}`).join(', '))),
    h('td', { class: data.hosts[x.host].length <= 16 ? 'w' : null }, bdi(data.hosts[x.host])), h('td', { class: 'time' }, x.when || dayText(x.start)), h('td', { class: 'w' }, x.set ? words(x.outcome) : 'outside of sets'), h('td', null, x.writers ? bdi(shortList(x.writers)) : '')));
  list.body.replaceChildren(...rows);
  const at = filter.from === null ? '' : `, from ${new Date(filter.from).toISOString().slice(0, 10)} to ${new Date(filter.to - 1).toISOString().slice(0, 10)}`;
  list.count.textContent = `${found.length} of ${data.subjects.length}` + at + (rows.length < found.length ? `; the first ${rows.length} are shown` : '');
  list.more.hidden = rows.length >= found.length;
}

function narrow(changes) {
  Object.assign(filter, { shown: PAGE }, changes);
  for (const key of ['text', 'rank', 'signature', 'host']) list[key].value = filter[key];
  drawList();
}

function choice(key, label, options) {
  list[key] = h('select', { onchange: event => narrow({ [key]: event.target.value }) }, options.map(([value, text]) => h('option', { value }, text)));
  return h('label', null, label, list[key]);
}

function buildList() {
  if (!data.subjects.length) {
    document.getElementById('sets').append(h('p', null, 'No snapshot set was found.'));
    return;
  }
  const count = rank => data.subjects.filter(x => x.rank === rank).length;
  const problems = data.subjects.filter(x => x.rank <= data.worst).length;
  list.text = h('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'host, writer, code, signature …', oninput: event => narrow({ text: event.target.value }) });
  list.body = h('tbody', null);
  list.count = h('p', { role: 'status' });
  list.more = h('button', { type: 'button', class: 'noprint', onclick: () => { filter.shown += 4 * PAGE; drawList(); } }, 'Show more');
  const present = data.signatures.filter((sig, i) => data.subjects.some(x => (x.findings || []).some(f => f.signature === i && f.verdict !== 'ruled_out')));
  document.getElementById('sets').append(
    h('div', { class: 'tools', role: 'search' },
      h('label', { class: 'wide' }, 'Search (press / )', list.text),
      choice('rank', 'Answer', [['', `any (${data.subjects.length})`], ['problem', `any problem (${problems})`], ...data.ranks.map((name, i) => [String(i), `${name} (${count(i)})`])]),
      choice('signature', 'Signature', [['', 'any'], ...present.map(sig => [sig.id, sig.id])]),
      choice('host', 'Host', [['', 'any'], ...data.hosts.map(name => [name, name])]),
      h('button', { type: 'button', onclick: () => narrow({ text: '', rank: '', signature: '', host: '', from: null, to: null }) }, 'Clear')),
    list.count,
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Sets' }, h('table', { class: 'stack' },
      h('thead', null, h('tr', null, ['Answer', 'What', 'Host', 'Start (UTC)', 'Outcome', 'Writers that failed'].map(t => h('th', { scope: 'col' }, t)))), list.body)),
    list.more);
  drawList();
}

function buildFleet() {
  const section = document.getElementById('fleet');
  if (!section) return;
  section.hidden = false;
  section.append(heatMap((host, day, days) => {
    const from = Date.parse(day);
    narrow({ text: '', rank: '', signature: '', host, from, to: from + days * DAY });
    document.getElementById('sets').scrollIntoView();
    say(list.count.textContent);
  }), freezeTimes());
}

// Long tables are drawn whole when they are opened first.
for (const details of document.querySelectorAll('details[data-more]')) {
  const more = details.querySelector('tr.more');
  if (!more) continue;
  const draw = async () => {
    details.removeEventListener('toggle', draw);
    const rows = await unpack(data[details.dataset.more]);
    more.replaceWith(...rows.map(row => h('tr', null, row.map((c, i) => h(i ? 'td' : 'th', { class: c.right ? 'n' : null, scope: i ? null : 'row' },
      c.text ? h(c.bad ? 'span' : 'bdi', { class: c.bad ? 'bad' : null }, c.text) : '', (c.small || []).map(t => h('small', null, t)))))));
  };
  if (details.open) draw();
  else details.addEventListener('toggle', draw);
}

const byName = new Map(data.subjects.map(x => [x.name, x]));

// place in the address: #set=NAME and #theme=dark, so that a link leads to a set.
function follow(focus) {
  const part = new URLSearchParams(location.hash.slice(1));
  if (part.has('theme')) setTheme(part.get('theme'));
  const subject = byName.get(part.get('set'));
  if (subject) showSubject(subject, focus);
  return Boolean(subject);
}

document.addEventListener('click', event => {
  const group = event.target.closest('a.group');
  if (group) narrow({ text: '', rank: group.dataset.rank, signature: group.dataset.signature, host: '', from: null, to: null });
  const link = event.target.closest('[data-subject]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const subject = byName.get(link.dataset.subject);
  if (!subject) return;
  event.preventDefault();
  history.replaceState(null, '', '#set=' + encodeURIComponent(subject.name));
  showSubject(subject, true);
});

document.addEventListener('keydown', event => {
  if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!list.text) return;
  event.preventDefault();
  list.text.focus();
});

// On paper everything of the set shown is unfolded, but what is ruled out, and
// lists that are the same in every report.
let folded = [];
window.addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')].filter(e => !e.closest('tr, [data-verdict=ruled_out], .always'));
  for (const e of folded) e.open = true;
});
window.addEventListener('afterprint', () => { for (const e of folded) e.open = false; });
window.addEventListener('hashchange', () => follow(true));

const theme = document.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', () => {
  const now = document.documentElement.dataset.theme;
  setTheme(now === 'light' ? 'dark' : now === 'dark' ? '' : 'light');
});

buildList();
buildFleet();
if (!follow(false) && data.subjects.length) {
  const first = data.subjects.find(x => x.set) || data.subjects[0];
  showSubject(data.subjects[0].rank <= data.worst ? data.subjects[0] : first, false);
}

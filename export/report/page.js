// The list of all failures and sets, the address of the page, paper, and what happens
// when the page opens.

const PAGE = innerWidth < 640 ? 15 : 50; // rows shown at a time
const none = { text: '', rank: '', cause: '', host: '', from: null, to: null };
const filter = { ...none, shown: PAGE };
const list = {};

// haystack is what the search looks through, made once per subject.
function haystack(x) {
  if (!x.hay) {
    const cause = x.cause === undefined ? { title: '' } : data.causes[x.cause];
    x.hay = [x.name, data.hosts[x.host], x.headline, x.requester, x.id, x.volumes, x.writers, x.outcome, data.ranks[x.rank], x.culprit, x.victim, cause.id, cause.title,
      ...(x.findings || []).flatMap(f => [data.signatures[f.signature].id, data.signatures[f.signature].title, words(f.verdict), f.writer])].join('\n').toLowerCase();
  }
  return x.hay;
}

function matches(x) {
  if (filter.rank === 'problem' ? x.rank > data.worst : filter.rank !== '' && x.rank !== Number(filter.rank)) return false;
  if (filter.host !== '' && data.hosts[x.host] !== filter.host) return false;
  if (filter.cause !== '' && x.cause !== Number(filter.cause)) return false;
  if (filter.from !== null && (x.start === null || x.start < filter.from || x.start >= filter.to)) return false;
  return filter.text.toLowerCase().split(/\s+/).every(word => haystack(x).includes(word));
}

function filtered() { return ['text', 'rank', 'cause', 'host', 'from'].some(key => filter[key] !== none[key]); }

// shortList cuts a list of writers: the proof has them all.
function shortList(writers) {
  const all = writers.split(', ');
  return all.length <= 4 ? writers : all.slice(0, 3).join(', ') + `, ${all.length - 3} more`;
}

function rowOf(x) {
  const party = x.culprit ? [bdi(x.culprit), x.victim && x.victim !== x.culprit ? h('small', null, 'suffered: ', bdi(x.victim)) : ''] : x.writers ? bdi(shortList(x.writers)) : x.victim ? h('small', null, 'suffered: ', bdi(x.victim)) : '';
  return h('tr', null,
    h('td', null, rankBadge(x.rank)),
    h('th', { scope: 'row' }, h('a', { href: '#set=' + encodeURIComponent(x.name), 'data-subject': x.name }, bdi(x.headline))),
    h('td', { class: data.hosts[x.host].length <= 16 ? 'w' : null }, bdi(data.hosts[x.host])), h('td', { class: 'time' }, startText(x)), h('td', { class: 'w' }, x.set ? words(x.outcome) : 'outside of sets'), h('td', null, party));
}

function drawList() {
  if (!list.body) return;
  const found = data.subjects.filter(matches);
  const rows = found.slice(0, filter.shown).map(rowOf);
  list.body.replaceChildren(...rows);
  const at = filter.from === null ? '' : `, from ${new Date(filter.from).toISOString().slice(0, 10)} to ${new Date(filter.to - 1).toISOString().slice(0, 10)}`;
  list.count.textContent = `${found.length} of ${data.subjects.length}` + at + (rows.length < found.length ? `; the first ${rows.length} are shown` : '') + (found.length ? '' : '. Nothing matches all filters.');
  list.table.hidden = !found.length;
  list.clear.hidden = !filtered();
  list.more.hidden = rows.length >= found.length;
}

// narrow sets filters and puts them into the address: as a place of its own to go back
// to, unless somebody is still typing.
function narrow(changes, typing) {
  Object.assign(filter, { shown: PAGE }, changes);
  if (list.body) for (const key of ['text', 'rank', 'cause', 'host']) list[key].value = filter[key];
  drawList();
  remember(!typing);
}

function choice(key, label, options) {
  list[key] = h('select', { onchange: event => narrow({ [key]: event.target.value }) }, options.map(([value, text]) => h('option', { value }, text)));
  return h('label', null, label, list[key]);
}

function buildList() {
  const section = document.getElementById('sets');
  if (!data.subjects.length) {
    section.append(h('p', null, 'There is no failure and no snapshot set to list.'));
    return;
  }
  const count = rank => data.subjects.filter(x => x.rank === rank).length;
  const problems = data.subjects.filter(x => x.rank <= data.worst).length;
  list.text = h('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'host, writer, code, cause …', oninput: event => narrow({ text: event.target.value }, true) });
  list.body = h('tbody', null);
  list.count = h('p', { role: 'status' });
  list.clear = h('button', { type: 'button', class: 'noprint', onclick: () => { narrow(none); list.text.focus(); } }, 'Clear filters');
  list.more = h('button', { type: 'button', class: 'noprint', onclick: () => { filter.shown += 4 * PAGE; drawList(); } }, 'Show more');
  list.table = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Failures and sets' }, h('table', { class: 'stack' },
    h('thead', null, h('tr', null, ['Answer', 'What', 'Host', 'Start', 'Outcome', 'To blame'].map(t => h('th', { scope: 'col' }, t)))), list.body));
  const title = c => c.title.length > 70 ? c.title.slice(0, 69) + '…' : c.title;
  section.append(
    h('div', { class: 'tools', role: 'search' },
      h('label', { class: 'wide' }, 'Search (press / )', list.text),
      choice('rank', 'Answer', [['', `any (${data.subjects.length})`], ['problem', `any failure (${problems})`], ...data.ranks.map((name, i) => [String(i), `${name} (${count(i)})`])]),
      choice('cause', 'Cause', [['', 'any'], ...data.causes.map((c, i) => [String(i), title(c)])]),
      choice('host', 'Host', [['', 'any'], ...data.hosts.map(name => [name, name])])),
    h('div', { class: 'counted' }, list.count, list.clear), list.table, list.more);
  drawList();
}

function buildFleet() {
  const holder = document.getElementById('fleet');
  if (!holder) return;
  holder.hidden = false;
  const map = heatMap((host, day, days) => {
    const from = Date.parse(day);
    narrow({ ...none, host, from, to: from + days * DAY });
    document.getElementById('sets').scrollIntoView();
    say(list.count.textContent);
  });
  const times = freezeTimes();
  fill(holder, null, [map, times ? h('details', { class: 'always' }, h('summary', null, 'How long each writer stays frozen'), times) : '']);
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

// What the page shows by itself: of one host the first thing there is to say. In a fleet
// the proof comes when it is asked for.
const first = data.hosts.length === 1 && data.subjects.length
  ? data.subjects[0].rank <= data.worst ? data.subjects[0] : data.subjects.find(x => x.set && x.rank > data.worst) || null : null;

// The place in the address, so that a link leads to what is shown, and Back goes back:
// #set=NAME, the filters, the zone and the theme.
let place = { set: '', at: '' };

function address() {
  const part = new URLSearchParams();
  if (place.set) part.set('set', place.set);
  for (const key of ['text', 'rank', 'cause', 'host']) if (filter[key] !== '') part.set(key, filter[key]);
  if (filter.from !== null) { part.set('from', new Date(filter.from).toISOString().slice(0, 10)); part.set('to', new Date(filter.to).toISOString().slice(0, 10)); }
  if (hostTime) part.set('zone', 'host');
  if (document.documentElement.dataset.theme) part.set('theme', document.documentElement.dataset.theme);
  if (place.at) part.set('at', place.at);
  return '#' + part;
}

let followed = location.hash;

function remember(push) {
  const hash = address();
  if (hash === location.hash || hash === '#' && location.hash === '') return;
  try {
    history[push ? 'pushState' : 'replaceState'](null, '', hash);
  } catch { // a frame that a notebook shows the page in has no address of its own
    return;
  }
  followed = location.hash;
}

// follow shows what the address says.
function follow(focus) {
  followed = location.hash;
  const part = new URLSearchParams(location.hash.slice(1));
  const theme = part.get('theme') || '';
  if (theme !== (document.documentElement.dataset.theme || '')) setTheme(theme);
  const zone = part.get('zone') === 'host', other = zone !== hostTime;
  if (other) setZone(zone);
  const day = name => { const t = Date.parse(part.get(name) || ''); return isNaN(t) ? null : t; };
  const from = day('from'), to = day('to');
  Object.assign(filter, none, { shown: PAGE, from: to === null ? null : from, to: from === null ? null : to });
  if (list.body) {
    for (const key of ['text', 'rank', 'cause', 'host']) {
      list[key].value = part.get(key) || '';
      filter[key] = list[key].value; // what the list does not offer is no filter
    }
    drawList();
  }
  const named = byName.get(part.get('set'));
  place = { set: named ? named.name : '', at: part.get('at') || '' };
  const subject = named || first;
  if (!subject) hideSubject();
  else if (subject !== shownSubject || other) showSubject(subject, focus && Boolean(named));
  const at = place.at && document.getElementById(place.at);
  if (at && focus) at.scrollIntoView();
}

function choose(subject) {
  place = { set: subject.name, at: '' };
  remember(true);
  showSubject(subject, true);
}

document.addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
  if (menu.open && !event.target.closest('.menu')) menu.open = false;
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  const subject = link.dataset.subject !== undefined && byName.get(link.dataset.subject);
  if (subject) {
    event.preventDefault();
    choose(subject);
    return;
  }
  const to = document.getElementById(link.getAttribute('href').slice(1));
  if (!to || event.defaultPrevented) return;
  event.preventDefault();
  if (link.classList.contains('group')) Object.assign(filter, none, { shown: PAGE });
  place.at = to.id;
  if (link.classList.contains('group')) narrow({ cause: link.dataset.cause });
  else remember(true);
  to.scrollIntoView();
  if (!to.hasAttribute('tabindex')) to.setAttribute('tabindex', '-1');
  to.focus({ preventScroll: true });
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && menu.open) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!list.text) return;
  event.preventDefault();
  list.text.focus();
});

for (const type of ['popstate', 'hashchange']) window.addEventListener(type, () => { if (location.hash !== followed) follow(true); });

// On paper everything is unfolded, but what is ruled out, and what is the same in every
// report. Somebody may want the failure shown, all failures, or everything.
let folded = [];
window.addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')].filter(e => !e.closest('tr, [data-verdict=ruled_out], .always, header'));
  for (const e of folded) e.open = true;
});
window.addEventListener('afterprint', () => {
  for (const e of folded) e.open = false;
  folded = [];
  document.getElementById('paper').replaceChildren();
  delete document.body.dataset.print;
});

const mostOnPaper = 200; // more of them fill nobody's folder

// ontoPaper lays out what is to be printed: of each its card, its proof, its timeline.
async function ontoPaper(which) {
  const all = which === 'one' ? [shownSubject].filter(Boolean) : data.subjects.filter(x => which === 'all' || x.rank <= data.worst);
  const nodes = [];
  for (const [i, x] of all.slice(0, mostOnPaper).entries()) {
    nodes.push(h('article', null, subjectNodes(x, await detailOf(x), true, `paper-${i}`, `paper-${i}-record-`)));
  }
  if (all.length > mostOnPaper) nodes.push(h('p', { class: 'note' }, `${all.length - mostOnPaper} more are not printed; the tables have all.`));
  document.getElementById('paper').replaceChildren(...nodes);
  document.body.dataset.print = which;
}

const menu = h('details', { class: 'menu' }, h('summary', null, 'Print'),
  h('div', null, [['one', 'The one shown'], ['failed', 'All failures'], ['all', 'Everything']].map(([which, text]) => h('button', { type: 'button', onclick: async () => {
    menu.open = false;
    await ontoPaper(which);
    print();
  } }, text))));
menu.addEventListener('toggle', () => { menu.querySelector('button').disabled = !shownSubject; });

const theme = document.getElementById('theme');
theme.addEventListener('click', () => {
  const now = document.documentElement.dataset.theme;
  setTheme(now === 'light' ? 'dark' : now === 'dark' ? '' : 'light');
  remember(false);
});

const zone = document.getElementById('zone');
zone.hidden = !data.subjects.some(x => x.offset !== undefined);
zone.addEventListener('click', () => {
  setZone(!hostTime);
  drawList();
  if (shownSubject) showSubject(shownSubject, false);
  remember(false);
  say(zone.textContent);
});

document.querySelector('.controls').append(menu);
document.querySelector('.controls').hidden = false;
for (const button of document.querySelectorAll('button.copy')) button.hidden = false;
buildList();
buildFleet();
follow(false);

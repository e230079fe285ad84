'use strict';

// The page: it takes what is asked, hands it to the worker, and shows the answer. All
// texts of files go into text nodes, never into markup.

const el = id => document.getElementById(id);

// h makes an element. on... are listeners, false children are left out.
function h(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) e.setAttribute(key, value);
  }
  e.append(...children.flat().filter(c => c !== false && c !== '' && c !== undefined && c !== null));
  return e;
}

function say(text) { el('said').textContent = text; }

function size(bytes) { return bytes < 1e6 ? Math.ceil(bytes / 1e3) + ' kB' : bytes < 1e9 ? (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + ' MB' : (bytes / 1e9).toFixed(2) + ' GB'; }

// --- the worker ---

const code = URL.createObjectURL(new Blob([el('worker').textContent], { type: 'text/javascript' }));
let packed = el('engine').textContent; // until a worker has compiled it
el('engine').remove();
let module, worker, ready, pending, asked = 0;

// startWorker begins a worker that waits for a question.
function startWorker() {
  if (worker) worker.terminate();
  worker = new Worker(code);
  const mine = worker;
  ready = new Promise((resolve, reject) => {
    const died = why => {
      reject(new Error(why));
      if (pending && worker === mine) settle(p => p.reject(new Error(why)), true);
    };
    mine.onmessage = ({ data }) => {
      if (data.ready) {
        module = data.module;
        packed = undefined;
        resolve();
      } else if (data.died !== undefined) died(lastWords(data.died));
      else if (data.progress) { if (pending) pending.progress(data.progress); }
      else if (pending && data.id === pending.id) settle(p => p.resolve(data), Boolean(pending.files));
    };
    mine.onerror = event => died(event.message || 'the worker could not be started');
  });
  ready.catch(() => {});
  mine.postMessage({ module, packed });
}

// lastWords makes a sentence of what a program said that died.
function lastWords(text) {
  if (/out of memory|memory\.grow|Invalid array length|allocation failed/i.test(text)) return 'The memory of this tab is not enough for these files. Choose fewer files, or use the command.';
  return 'The program ended: ' + (text.trim().split('\n')[0] || 'no reason is given') + '. This is a bug in vsslog; please report this line at https://github.com/vsslog/vsslog/issues';
}

// settle ends the question under way. anew: the worker goes with all that it holds.
function settle(end, anew) {
  const p = pending;
  pending = undefined;
  if (anew) startWorker();
  end(p);
}

// ask asks the worker and returns what it answers: { reply, results, seconds }.
async function ask(question, files, progress) {
  if (pending) cancel();
  const mine = { id: ++asked, files, progress: progress || (() => {}) };
  const answered = new Promise((resolve, reject) => Object.assign(mine, { resolve, reject }));
  pending = mine;
  try {
    await ready;
  } catch (error) {
    if (pending === mine) settle(() => {}, true);
    throw error;
  }
  if (pending === mine) worker.postMessage({ id: mine.id, question, files });
  return answered;
}

// cancel ends what is under way, at once.
function cancel() {
  if (pending) settle(p => p.reject(null), true);
}

// --- what is shown ---

const views = ['start', 'work', 'failed', 'answer'];

function show(view) {
  for (const v of views) el(v).hidden = v !== view;
  el('asking').hidden = view === 'answer';
  document.body.dataset.view = view;
  if (view !== 'answer') document.title = 'vsslog: why did the backup fail?';
  const focus = { start: 'title', work: 'work-title', failed: 'failed-title' }[view];
  if (focus) {
    el(focus).tabIndex = -1;
    el(focus).focus({ preventScroll: view === 'start' });
  }
}

// shut forgets an answer.
let kept = [], shown;
function shut() {
  shown = undefined;
  kept.forEach(url => URL.revokeObjectURL(url));
  kept = [];
  el('frame').replaceChildren();
  el('save').replaceChildren();
}

function linkTo(blob, type) {
  const url = URL.createObjectURL(new Blob([blob], { type }));
  kept.push(url);
  return url;
}

// saved are the files that can be saved, with their type and what they are called.
const saved = [
  ['report.html', 'text/html', 'Page', 'HTML'],
  ['report.md', 'text/markdown', 'Ticket', 'Markdown'],
  ['report.json', 'application/json', 'Data', 'JSON'],
  ['tables.zip', 'application/zip', 'Tables', 'CSV in a zip'],
];

function counted(n, one, many) { return n + ' ' + (n === 1 ? one : many); }

// showAnswer shows the report in a frame, and what can be saved.
function showAnswer(answered) {
  shut();
  shown = answered;
  const { reply, results, seconds } = answered;
  const c = reply.results.counts;
  const told = counted(c.failures, 'failure', 'failures') + ', ' + counted(c.hosts, 'host', 'hosts') + ', ' + counted(c.inputs, 'file', 'files') +
    (c.inputs_with_problem ? ' (' + c.inputs_with_problem + ' with a problem)' : '') + ', in ' + seconds.toFixed(1) + ' s';
  el('result').textContent = told;
  el('save').append('Save: ', ...saved.filter(([name]) => results[name]).map(([name, type, words, form]) => h('a', { class: 'save', download: name, href: linkTo(results[name], type), title: form }, words, h('span', { class: 'wide' }, ' (' + form + ')'))));
  const frame = h('iframe', { title: 'The answer', src: linkTo(results['report.html'], 'text/html'), allow: 'clipboard-write' });
  el('frame').append(frame);
  show('answer');
  document.title = 'vsslog: ' + counted(c.failures, 'failure', 'failures');
  say('The answer is ready: ' + told);
  frame.addEventListener('load', () => frame.focus(), { once: true });
  history.pushState({ view: 'answer' }, '');
}

// again goes back to the question. The steps of the frame stay in the history: only the
// page's own state says what it shows.
function again() {
  shut();
  history.replaceState(null, '');
  show('start');
  el('text').focus();
}

addEventListener('popstate', event => {
  if (document.body.dataset.view === 'answer' && !(event.state && event.state.view === 'answer')) again();
});

function fail(error) {
  if (error === null) return; // it was cancelled
  el('why').textContent = error.message;
  show('failed');
}

// --- what is known of a thing ---

const MOST_ENTRIES = 8, MOST_CAUSES = 8;

function stepOf(step) {
  return h('li', null, h('p', null, step.do, step.where ? ' (' + step.where + ')' : ''),
    step.command && h('div', { class: 'command' }, h('pre', null, step.command), h('button', { type: 'button', class: 'copy', 'aria-label': 'Copy the command' }, 'Copy')),
    (step.risk || step.undo) && h('dl', { class: 'notes' }, step.risk ? [h('dt', null, 'Risk'), h('dd', null, step.risk)] : [], step.undo ? [h('dt', null, 'Undo'), h('dd', null, step.undo)] : []));
}

function sourceOf(s) {
  const words = (s.says || s.url || '') + (s.trust ? ' (' + s.trust + ')' : '');
  return h('li', null, /^https?:/.test(s.url || '') ? h('a', { href: s.url, target: '_blank', rel: 'noreferrer noopener' }, words) : words);
}

function listOf(title, items, make) {
  return items && items.length > 0 && [h('h3', null, title), h('ul', null, items.slice(0, MOST_CAUSES).map(make), items.length > MOST_CAUSES && h('li', null, 'and ' + (items.length - MOST_CAUSES) + ' more'))];
}

function entryOf(x) {
  return h('article', { class: 'card' },
    h('h2', null, x.title, ' ', h('span', { class: 'kind' }, '(' + x.kind + ')')),
    x.means && h('p', null, x.means),
    x.steps.length > 0 && [h('h3', null, 'What to do'), h('ol', { class: 'steps' }, x.steps.map(stepOf))],
    listOf('Possible causes', x.causes, c => h('li', null, c.title)),
    listOf('See also', x.related, r => h('li', null, r)),
    x.sources.length > 0 && h('details', null, h('summary', null, counted(x.sources.length, 'source', 'sources')), h('ul', { class: 'sources' }, x.sources.map(sourceOf))));
}

function showEntries(reply) {
  const list = reply.entries || [], out = el('entries');
  out.hidden = false;
  out.replaceChildren(...(list.length > 0 ? list.slice(0, MOST_ENTRIES).map(entryOf) : [h('p', { class: 'note' }, reply.unknown || 'Nothing is known about it.')]));
  if (list.length > MOST_ENTRIES) out.append(h('p', null, 'and ' + (list.length - MOST_ENTRIES) + ' more'));
  say(list.length > 0 ? counted(list.length, 'entry', 'entries') + ': ' + list[0].title : reply.unknown || 'Nothing is known about it');
}

function hideEntries() {
  el('entries').hidden = true;
  el('entries').replaceChildren();
}

document.addEventListener('click', async event => {
  const button = event.target.closest('button.copy');
  if (!button) return;
  const from = button.parentNode.querySelector('pre');
  try {
    await navigator.clipboard.writeText(from.textContent);
    button.textContent = 'Copied';
  } catch (error) { // a page of a file may not
    getSelection().selectAllChildren(from);
    button.textContent = 'Selected';
  }
  say(button.textContent);
  setTimeout(() => { button.textContent = 'Copy'; }, 2500);
});

// --- questions ---

function options() {
  return { zone: el('zone').value.trim(), password: el('password').value, redact: [...document.querySelectorAll('input[name=redact]:checked')].map(e => e.value) };
}

function take(answered) {
  const { reply } = answered;
  if (reply.error) throw new Error(reply.error);
  if (reply.results) showAnswer(answered);
  else if (reply.entries || reply.unknown) showEntries(reply);
  else hideEntries();
}

// askText answers a text. quick: only if it can be the name of a thing.
async function askText(quick) {
  const text = el('text').value;
  if (text.trim() === '') return hideEntries();
  try {
    const answered = await ask({ text, quick, ...options() });
    if (el('text').value === text) take(answered);
  } catch (error) {
    fail(error);
  }
}

// askFiles answers files: a list of { path, file }, and the names that stand at the top.
async function askFiles(chosen) {
  const { files, paths } = chosen;
  if (files.length === 0) return fail(new Error('Your selection contains no file.'));
  hideEntries();
  const bar = el('bar'), total = files.reduce((n, f) => n + (f.file ? f.file.size : 0), 0);
  bar.removeAttribute('value');
  el('work-title').textContent = 'Reading ' + counted(files.length, 'file', 'files') + ', ' + size(total);
  el('at').textContent = 'The program is starting.';
  show('work');
  let quarter = 0;
  const progress = p => {
    const part = p.total > 0 ? p.read / p.total : 0;
    bar.value = part;
    el('at').textContent = part >= 1 ? 'Everything is read; preparing the answer.' : size(p.read) + ' of ' + size(p.total) + ': ' + p.source;
    if (Math.floor(part * 4) > quarter) {
      quarter = Math.floor(part * 4);
      say(quarter * 25 + ' percent read');
    }
  };
  try {
    take(await ask({ paths: paths.map(p => '/in/' + p), ...options() }, files, progress));
  } catch (error) {
    if (error === null) show('start');
    else fail(error);
  }
}

// --- files that are chosen or dropped ---

// namer gives every chosen thing a name that no other one has.
function namer() {
  const taken = new Map();
  return name => {
    const n = (taken.get(name) || 0) + 1;
    taken.set(name, n);
    return n === 1 ? name : n + '/' + name;
  };
}

// fromInput lists what an input element chose.
function fromInput(list) {
  const name = namer(), paths = new Set(), files = [];
  for (const file of list) {
    const inside = file.webkitRelativePath;
    const path = inside || name(file.name);
    paths.add(inside ? inside.split('/')[0] : path);
    files.push({ path, file });
  }
  return { files, paths: [...paths] };
}

// fromHandle walks a folder by its handle, fromEntry by its entry: a page of a file may
// not read files by entries.
async function fromHandle(handle, path, files) {
  if (handle.kind === 'file') {
    files.push({ path, file: await handle.getFile().catch(() => null) });
    return;
  }
  for await (const child of handle.values()) await fromHandle(child, path + '/' + child.name, files);
}

async function fromEntry(entry, path, files) {
  if (entry.isFile) {
    files.push({ path, file: await new Promise(resolve => entry.file(resolve, () => resolve(null))) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const child of some) await fromEntry(child, path + '/' + child.name, files);
  }
}

// fromTransfer lists what was dropped. All of it has to be asked for before the first
// wait: it is gone then.
async function fromTransfer(transfer) {
  const name = namer(), files = [], paths = [];
  const items = [...transfer.items].filter(i => i.kind === 'file').map(i => ({
    file: i.getAsFile(), entry: i.webkitGetAsEntry && i.webkitGetAsEntry(),
    handle: i.getAsFileSystemHandle ? i.getAsFileSystemHandle().catch(() => null) : null,
  }));
  for (const { file, entry, handle } of items) {
    const at = entry || file;
    if (!at) continue;
    const path = name(at.name);
    paths.push(path);
    if (!entry || !entry.isDirectory) {
      files.push({ path, file });
      continue;
    }
    const folder = await handle;
    if (folder) await fromHandle(folder, path, files);
    else await fromEntry(entry, path, files);
  }
  return { files, paths };
}

async function dropped(transfer) {
  try {
    await askFiles(await fromTransfer(transfer));
  } catch (error) {
    fail(new Error('The browser does not give access to this folder (' + (error.message || error) + '). Choose it with the button, or drop a zip of it.'));
  }
}

function hasFiles(transfer) { return Boolean(transfer) && [...transfer.types].includes('Files'); }

// --- wiring ---

for (const [button, input] of [['choose-files', 'files'], ['choose-folder', 'folder']]) {
  el(button).addEventListener('click', () => el(input).click());
  el(input).addEventListener('change', () => {
    const chosen = fromInput([...el(input).files]);
    el(input).value = '';
    askFiles(chosen);
  });
}

addEventListener('dragover', event => {
  if (!hasFiles(event.dataTransfer)) return;
  event.preventDefault();
  document.body.dataset.over = '';
});
addEventListener('dragleave', event => { if (!event.relatedTarget) delete document.body.dataset.over; });
addEventListener('drop', event => {
  delete document.body.dataset.over;
  if (!hasFiles(event.dataTransfer)) return;
  event.preventDefault();
  dropped(event.dataTransfer);
});

let typed;
el('text').addEventListener('input', event => {
  clearTimeout(typed);
  const pasted = event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop';
  typed = setTimeout(() => askText(!pasted), pasted ? 0 : 250);
});
el('text').addEventListener('paste', event => {
  if (!event.clipboardData || event.clipboardData.files.length === 0) return;
  event.preventDefault();
  dropped(event.clipboardData);
});
el('text').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    clearTimeout(typed);
    askText(false);
  }
});
el('paste').addEventListener('submit', event => {
  event.preventDefault();
  clearTimeout(typed);
  askText(false);
});
el('choices').addEventListener('submit', event => event.preventDefault());
el('clear').addEventListener('click', () => {
  el('text').value = '';
  hideEntries();
  el('text').focus();
});
el('cancel').addEventListener('click', () => {
  cancel();
  say('Cancelled');
});
for (const button of document.querySelectorAll('.again')) button.addEventListener('click', again);

// --- begin ---

function lacking() {
  if (typeof WebAssembly !== 'object') return 'WebAssembly';
  if (typeof DecompressionStream !== 'function') return 'DecompressionStream';
  return typeof Worker !== 'function' && 'workers';
}

if (lacking()) {
  el('unfit').hidden = false;
  el('unfit').textContent = 'This browser is too old for the page: it lacks ' + lacking() + '. Chromium, Edge and Chrome from 97, Firefox from 114 and Safari from 16.4 support it.';
} else {
  if (Intl.supportedValuesOf) el('zones').append(...Intl.supportedValuesOf('timeZone').map(value => h('option', { value })));
  startWorker();
}
document.body.dataset.view = 'start';

// The worker runs the program. It is handed the engine, then questions, one at a time; a
// question about files is its last one: what that took up goes with it.

const disk = new Disk();
globalThis.fs = disk.fs();
globalThis.process = { getuid: () => -1, getgid: () => -1, geteuid: () => -1, getegid: () => -1, getgroups: () => [], pid: 1, ppid: 0, umask: () => 0, cwd: () => '/', chdir() {} };
globalThis.path = { resolve: (...parts) => parts.join('/') };

let answer; // of the program, once it runs
let asked = 0;

// tell posts how far the reading is, at most ten times a second.
let told = 0, source = '', inputs = 0;
function tell() {
  const now = performance.now();
  if (now - told < 100) return;
  told = now;
  postMessage({ progress: { source, inputs, read: disk.covered, total: disk.total } });
}
disk.heard = tell;

async function start({ module, packed }) {
  if (!module) {
    const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
    const engine = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), { headers: { 'Content-Type': 'application/wasm' } });
    module = await WebAssembly.compileStreaming(engine);
  }
  const go = new Go();
  go.argv = ['vsslog'];
  // A worker has one thread, and nothing makes the program pause: a collection of garbage
  // beside it would be finished late, and memory that grew meanwhile is never given back.
  go.env = { TMPDIR: '/tmp', GODEBUG: 'gcstoptheworld=1' };
  const instance = await WebAssembly.instantiate(module, go.importObject);
  globalThis.vsslogReady = (f, version) => {
    answer = f;
    postMessage({ ready: true, module, version });
    setTimeout(warm);
  };
  go.run(instance).then(() => postMessage({ died: disk.said() }), error => postMessage({ died: disk.said() || String(error) }));
}

// warm lets the program answer a question that nobody asked, so that the browser has
// compiled what the first one needs.
function warm() {
  if (asked > 0) return;
  const text = 'Log Name: Application\nSource: VSS\nEvent ID: 8193\nLevel: Error\nComputer: warm\nDescription:\nroutine CoCreateInstance, hr = 0x80040154';
  answer(JSON.stringify({ text, out: '/warm' }), () => {}, reply => { if (JSON.parse(reply).results) disk.remove('/warm'); });
}

function ask({ id, question, files }) {
  for (const { path, file } of files || []) disk.choose('/in/' + path, file);
  question.out = '/out' + ++asked;
  const begun = performance.now();
  answer(JSON.stringify(question), (name, count) => { source = name; inputs = count; tell(); }, text => {
    const reply = JSON.parse(text);
    const results = reply.results ? disk.results(question.out) : {};
    if (reply.results) disk.remove(question.out);
    postMessage({ id, reply, results, seconds: (performance.now() - begun) / 1000 });
  });
}

addEventListener('message', ({ data }) => {
  if (data.question) return ask(data);
  start(data).catch(error => postMessage({ died: String(error) }));
});
addEventListener('unhandledrejection', event => postMessage({ died: disk.said() || String(event.reason) }));

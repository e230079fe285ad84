'use strict';

// disk is the file system that the program sees (the calls of Node's fs that Go makes):
// the files that were chosen, of which only the asked parts are read, and what the
// program writes, which is held in memory and goes with the worker.

const BLOCK = 1 << 20;        // bytes that are read of a chosen file at once
const KEPT = 16;              // blocks that are kept
const MOST_WRITTEN = 2 ** 31; // bytes of all files that the program writes

const KIND = { folder: 0o040755, file: 0o100644 };

function failure(code, message) { return Object.assign(new Error(message || code), { code }); }

// Written is the content of a file that the program writes: pages, never one array.
class Written {
  pages = [];
  size = 0;

  constructor(disk) { this.disk = disk; }

  read(into, at) {
    const n = Math.max(0, Math.min(into.length, this.size - at));
    for (let done = 0; done < n;) {
      const page = this.pages[Math.floor((at + done) / BLOCK)], from = (at + done) % BLOCK;
      const part = Math.min(n - done, BLOCK - from);
      if (page) into.set(page.subarray(from, from + part), done);
      else into.fill(0, done, done + part);
      done += part;
    }
    return n;
  }

  write(bytes, at) {
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((at + done) / BLOCK), from = (at + done) % BLOCK;
      if (!this.pages[number]) {
        this.disk.take(BLOCK);
        this.pages[number] = new Uint8Array(BLOCK);
      }
      const part = Math.min(bytes.length - done, BLOCK - from);
      this.pages[number].set(bytes.subarray(done, done + part), from);
      done += part;
    }
    this.size = Math.max(this.size, at + bytes.length);
    return bytes.length;
  }

  cut(size) {
    for (let n = Math.ceil(size / BLOCK); n < this.pages.length; n++) {
      if (this.pages[n]) this.disk.take(-BLOCK);
    }
    this.pages.length = Math.min(this.pages.length, Math.ceil(size / BLOCK));
    const page = this.pages[Math.floor(size / BLOCK)];
    if (page) page.fill(0, size % BLOCK);
    this.size = size;
  }

  blob() {
    const parts = [];
    for (let at = 0; at < this.size; at += BLOCK) parts.push((this.pages[at / BLOCK] || new Uint8Array(BLOCK)).subarray(0, Math.min(BLOCK, this.size - at)));
    return new Blob(parts);
  }
}

// Chosen is a file that was chosen. It is never written.
class Chosen {
  covered = 0; // bytes up to the furthest that was read

  constructor(disk, file) {
    this.disk = disk;
    this.file = file; // null: the browser does not hand it out
    this.number = disk.files++;
    this.size = file ? file.size : 0;
  }

  read(into, at) {
    let n = 0;
    while (n < into.length && at + n < this.size) {
      const number = Math.floor((at + n) / BLOCK), from = (at + n) % BLOCK;
      const block = this.disk.block(this, number);
      const part = block.subarray(from, from + into.length - n);
      if (part.length === 0) break;
      into.set(part, n);
      n += part.length;
    }
    this.disk.read(this, at + n);
    return n;
  }
}

class Disk {
  total = 0;   // bytes of the chosen files
  covered = 0; // of them, how many were read
  files = 0;   // that were chosen
  heard = () => {};
  #root = { mode: KIND.folder, folder: new Map(), number: 1, time: Date.now() };
  #open = new Map();
  #next = 3;
  #numbers = 1;
  #taken = 0;
  #blocks = new Map(); // by file and number, the one used last at the end
  #said = ['', '', ''];

  constructor() {
    this.#folder('/tmp');
  }

  // choose puts a file at a path; null for one that the browser does not hand out.
  choose(path, file) {
    const parts = path.split('/').filter(Boolean), name = parts.pop();
    const folder = this.#folder('/' + parts.join('/'));
    const chosen = new Chosen(this, file);
    folder.folder.set(name, this.#node(KIND.file, { content: chosen, time: file ? file.lastModified : 0 }));
    this.total += chosen.size;
  }

  // results are the files of a folder, each as a Blob.
  results(path) {
    const found = {};
    for (const [name, node] of this.#find(path).folder) if (node.content) found[name] = node.content.blob();
    return found;
  }

  // remove takes a folder away with all that is in it.
  remove(path) {
    for (const [name, node] of this.#find(path).folder) {
      if (node.folder) this.remove(path + '/' + name);
      else this.#unlink(path + '/' + name, false);
    }
    this.#unlink(path, true);
  }

  // said is what the program printed: the last words of one that died.
  said() { return this.#said[1] + this.#said[2]; }

  take(bytes) {
    if (this.#taken + bytes > MOST_WRITTEN) throw failure('ENOSPC');
    this.#taken += bytes;
  }

  block(chosen, number) {
    const key = chosen.number + ':' + number;
    let bytes = this.#blocks.get(key);
    if (!bytes) {
      try {
        bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(chosen.file.slice(number * BLOCK, (number + 1) * BLOCK)));
      } catch (error) {
        throw failure('EIO', error.message);
      }
      if (this.#blocks.size >= KEPT) this.#blocks.delete(this.#blocks.keys().next().value);
    } else {
      this.#blocks.delete(key);
    }
    this.#blocks.set(key, bytes);
    return bytes;
  }

  read(chosen, to) {
    if (to <= chosen.covered) return;
    this.covered += to - chosen.covered;
    chosen.covered = to;
    this.heard();
  }

  #node(mode, rest) { return { mode, number: ++this.#numbers, time: Date.now(), ...rest }; }

  // #folder makes the folders of a path, as far as they are not there.
  #folder(path) {
    let at = this.#root;
    for (const name of path.split('/').filter(Boolean)) {
      if (!at.folder.has(name)) at.folder.set(name, this.#node(KIND.folder, { folder: new Map() }));
      at = at.folder.get(name);
    }
    return at;
  }

  #find(path) {
    let at = this.#root;
    for (const name of path.split('/').filter(part => part && part !== '.')) {
      if (!at.folder) throw failure('ENOTDIR');
      at = at.folder.get(name);
      if (!at) throw failure('ENOENT');
    }
    return at;
  }

  #parent(path) {
    const parts = path.split('/').filter(Boolean), name = parts.pop();
    const folder = this.#find(parts.join('/'));
    if (!folder.folder) throw failure('ENOTDIR');
    return { folder: folder.folder, name };
  }

  #handle(fd) {
    const handle = this.#open.get(fd);
    if (!handle) throw failure('EBADF');
    return handle;
  }

  #stat(node) {
    return {
      dev: 1, ino: node.number, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: node.content ? node.content.size : 0,
      blksize: 4096, blocks: 0, atimeMs: node.time, mtimeMs: node.time, ctimeMs: node.time, isDirectory: () => Boolean(node.folder),
    };
  }

  #openFile(path, flags) {
    const C = Disk.constants;
    let node;
    try {
      node = this.#find(path);
      if (flags & C.O_CREAT && flags & C.O_EXCL) throw failure('EEXIST');
    } catch (error) {
      if (error.code !== 'ENOENT' || !(flags & C.O_CREAT)) throw error;
      const { folder, name } = this.#parent(path);
      node = this.#node(KIND.file, { content: new Written(this) });
      folder.set(name, node);
    }
    const writes = Boolean(flags & (C.O_WRONLY | C.O_RDWR));
    if (writes && node.folder) throw failure('EISDIR');
    if (node.content instanceof Chosen && (writes || !node.content.file)) throw failure('EACCES');
    if (flags & C.O_TRUNC && writes) node.content.cut(0);
    const fd = this.#next++;
    this.#open.set(fd, { node, at: 0, append: Boolean(flags & C.O_APPEND) });
    return fd;
  }

  #readFile(fd, buffer, offset, length, position) {
    const handle = this.#handle(fd);
    if (handle.node.folder) throw failure('EISDIR');
    const n = handle.node.content.read(buffer.subarray(offset, offset + length), position === null ? handle.at : position);
    if (position === null) handle.at += n;
    return n;
  }

  #writeFile(fd, buffer, offset, length, position) {
    const bytes = buffer.subarray(offset, offset + length);
    if (fd < 3) {
      this.#said[fd] = (this.#said[fd] + new TextDecoder().decode(bytes)).slice(-8192);
      return length;
    }
    const handle = this.#handle(fd), content = handle.node.content;
    const at = handle.append ? content.size : position === null ? handle.at : position;
    content.write(bytes, at);
    if (position === null) handle.at = at + length;
    return length;
  }

  #unlink(path, wantFolder) {
    const { folder, name } = this.#parent(path), node = folder.get(name);
    if (!node) throw failure('ENOENT');
    if (Boolean(node.folder) !== wantFolder) throw failure(wantFolder ? 'ENOTDIR' : 'EISDIR');
    if (wantFolder && node.folder.size > 0) throw failure('ENOTEMPTY');
    folder.delete(name);
    node.gone = true;
    this.#free(node);
  }

  // #free gives the memory of a file back that has no name and that nobody has open.
  #free(node) {
    if (!node.gone || !(node.content instanceof Written)) return;
    for (const handle of this.#open.values()) if (handle.node === node) return;
    node.content.cut(0);
  }

  #rename(from, to) {
    const a = this.#parent(from), b = this.#parent(to), node = a.folder.get(a.name), old = b.folder.get(b.name);
    if (!node) throw failure('ENOENT');
    if (old === node) return;
    a.folder.delete(a.name);
    b.folder.set(b.name, node);
    if (old) {
      old.gone = true;
      this.#free(old);
    }
  }

  #close(fd) {
    const { node } = this.#handle(fd);
    this.#open.delete(fd);
    this.#free(node);
  }

  // fs is what Go calls. Each call ends with its callback, which is the last argument.
  fs() {
    const answer = f => (...args) => {
      const done = args.pop();
      let result;
      try {
        result = f(...args);
      } catch (error) {
        done(error.code ? error : failure('EIO', String(error)));
        return;
      }
      done(null, result);
    };
    const refuse = answer(() => { throw failure('ENOSYS'); }), accept = answer(() => undefined);
    return {
      constants: Disk.constants,
      open: answer((path, flags) => this.#openFile(path, flags)),
      close: answer(fd => this.#close(fd)),
      read: answer((...args) => this.#readFile(...args)),
      write: answer((...args) => this.#writeFile(...args)),
      writeSync: (fd, bytes) => this.#writeFile(fd, bytes, 0, bytes.length, null),
      stat: answer(path => this.#stat(this.#find(path))),
      lstat: answer(path => this.#stat(this.#find(path))),
      fstat: answer(fd => this.#stat(fd < 3 ? this.#node(KIND.file, {}) : this.#handle(fd).node)),
      readdir: answer(path => [...this.#find(path).folder.keys()]),
      mkdir: answer(path => {
        const { folder, name } = this.#parent(path);
        if (folder.has(name)) throw failure('EEXIST');
        folder.set(name, this.#node(KIND.folder, { folder: new Map() }));
      }),
      unlink: answer(path => this.#unlink(path, false)),
      rmdir: answer(path => this.#unlink(path, true)),
      rename: answer((from, to) => this.#rename(from, to)),
      ftruncate: answer((fd, size) => this.#handle(fd).node.content.cut(size)),
      truncate: answer((path, size) => this.#find(path).content.cut(size)),
      fsync: accept, chmod: accept, fchmod: accept, utimes: accept,
      chown: refuse, fchown: refuse, lchown: refuse, link: refuse, symlink: refuse, readlink: answer(() => { throw failure('EINVAL'); }),
    };
  }

  static constants = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_DIRECTORY: 0o200000 };
}

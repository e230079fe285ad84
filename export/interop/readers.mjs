// Reads every table of directories of results in JavaScript and writes what it found as JSON Lines.
//
//     node readers.mjs OUT DIR...
//
// Each DIR holds <table>.arrow, .arrows and .parquet. What a reader finds in one goes to OUT/<number of DIR>/<table>.<format>.<reader>.jsonl,
// in the form of vsslog's own JSON Lines, with integers whole, so that the caller can compare the values. What it cannot read is told in
// a file of the same name that ends in .error.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataType, tableFromIPC } from 'apache-arrow'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readParquet } from 'parquet-wasm/node'

// timeText gives nanoseconds since 1970, a BigInt, as the JSON Lines show them. A Date has milliseconds only.
function timeText(ns) {
  let seconds = ns / 1000000000n
  let rest = ns % 1000000000n
  if (rest < 0n) {
    rest += 1000000000n
    seconds -= 1n
  }
  if (rest % 100n !== 0n) throw new Error(`${ns} is no multiple of 100 ns`)
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 19) + '.' + (rest / 100n).toString().padStart(7, '0') + 'Z'
}

const hex = bytes => Buffer.from(bytes).toString('hex').toUpperCase()

// text gives a value as JSON; JSON.stringify has no BigInt.
function text(value) {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return '[' + value.map(text).join(',') + ']'
  if (typeof value === 'object') return '{' + Object.entries(value).map(([k, v]) => JSON.stringify(k) + ':' + text(v)).join(',') + '}'
  return JSON.stringify(value)
}

// arrowValue gives row i of a vector of apache-arrow. Its own get() makes milliseconds of a time, so the integers below are taken.
function arrowValue(vector, i) {
  if (!vector.isValid(i)) return null
  const type = vector.type
  if (DataType.isTimestamp(type)) {
    if (type.timezone !== 'UTC' || type.unit !== 3) throw new Error(`a time is ${type}`)
    for (const data of vector.data) {
      if (i < data.length) return timeText(data.values[i])
      i -= data.length
    }
  }
  if (DataType.isBinary(type)) return hex(vector.get(i))
  if (DataType.isList(type)) {
    const list = vector.get(i)
    const items = []
    for (let k = 0; k < list.length; k++) items.push(arrowItem(list, k))
    return items
  }
  return vector.get(i)
}

function arrowItem(list, k) {
  if (!DataType.isStruct(list.type)) return list.get(k)
  const item = {}
  list.type.children.forEach((field, at) => { item[field.name] = arrowValue(list.getChildAt(at), k) })
  return item
}

function fromArrow(table) {
  const names = table.schema.fields.map(f => f.name)
  const columns = names.map((_, at) => table.getChildAt(at))
  const rows = []
  for (let i = 0; i < table.numRows; i++) {
    const row = {}
    names.forEach((name, at) => { row[name] = arrowValue(columns[at], i) })
    rows.push(row)
  }
  return rows
}

async function fromHyparquet(path) {
  const bytes = readFileSync(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const binary = new Set(parquetMetadata(file).schema.filter(e => e.type === 'BYTE_ARRAY' && !e.logical_type && !e.converted_type).map(e => e.name))
  const rows = await parquetReadObjects({ file, compressors, utf8: false, parsers: { timestampFromNanoseconds: timeText } })
  for (const row of rows) {
    for (const name of binary) if (row[name]) row[name] = hex(row[name])
  }
  return rows
}

const readers = {
  arrow: { 'apache-arrow JS': path => fromArrow(tableFromIPC(readFileSync(path))) },
  arrows: { 'apache-arrow JS': path => fromArrow(tableFromIPC(readFileSync(path))) },
  parquet: {
    'parquet-wasm': path => fromArrow(tableFromIPC(readParquet(readFileSync(path)).intoIPCStream())),
    hyparquet: fromHyparquet,
  },
}

const [out, ...directories] = process.argv.slice(2)
for (const [number, directory] of directories.entries()) {
  mkdirSync(join(out, String(number)), { recursive: true })
  for (const name of readdirSync(directory).sort()) {
    const format = name.slice(name.lastIndexOf('.') + 1)
    for (const [reader, read] of Object.entries(readers[format] ?? {})) {
      const result = join(out, String(number), `${name}.${reader}`)
      try {
        const rows = await read(join(directory, name))
        writeFileSync(result + '.jsonl', rows.map(row => text(row) + '\n').join(''))
      } catch (e) { // whatever a reader throws is its answer
        writeFileSync(result + '.error', String(e.stack ?? e))
      }
    }
  }
}

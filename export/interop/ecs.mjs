// Checks Elasticsearch bulk files against the Elastic Common Schema as the package @elastic/ecs has it.
//
//     node ecs.mjs FILE...
//     node ecs.mjs --columns FILE
//
// The second form checks names of columns: each line has the name that a column claims, a tab, and the column's type.
//
// Every action must be create with an id, every field outside of winlog (Winlogbeat's) and vsslog (ours) one of the schema with a
// value of its type, or Filebeat's log.offset. What is wrong is told, once for each field; exit 1 then.
import { readFileSync } from 'node:fs'
import { EcsFlat } from '@elastic/ecs'

const schema = new Map(Object.values(EcsFlat).map(field => [field.flat_name, field]))
const whole = value => Number.isInteger(value)
const text = value => typeof value === 'string'
const types = {
  keyword: text, constant_keyword: text, wildcard: text, match_only_text: text, text,
  long: whole, date: value => text(value) && !Number.isNaN(Date.parse(value)),
}
const wrong = new Map()

function check(path, value) {
  const field = schema.get(path)
  if (field) {
    const list = field.normalize?.includes('array')
    if (list !== Array.isArray(value)) wrong.set(path, `is ${list ? 'to be' : 'no'} list: ${JSON.stringify(value)}`)
    const fits = types[field.type]
    if (!fits) wrong.set(path, `has the type ${field.type}, which this check does not know`)
    else if (![value].flat().every(fits)) wrong.set(path, `is no ${field.type}: ${JSON.stringify(value)}`)
    if (field.allowed_values?.length && ![value].flat().every(v => field.allowed_values.some(a => a.name === v))) wrong.set(path, `may not be ${JSON.stringify(value)}`)
  } else if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) check(path ? `${path}.${name}` : name, inner)
  } else if (!/^(winlog|vsslog)\.|^log\.offset$/.test(path)) {
    wrong.set(path, 'is no field of the schema')
  }
}

if (process.argv[2] === '--columns') {
  const holds = { // types of fields that take what a column of a type has; Elasticsearch makes a keyword of a number
    int64: ['long', 'keyword'], float64: ['float', 'double', 'scaled_float'], bool: ['boolean'], 'timestamp[ns, UTC]': ['date'],
    string: ['keyword', 'wildcard', 'match_only_text', 'constant_keyword'], 'list<string>': ['keyword', 'wildcard'],
  }
  const lines = readFileSync(process.argv[3], 'utf8').trim().split('\n')
  for (const [name, kind] of lines.map(line => line.split('\t'))) {
    const field = schema.get(name)
    if (!field) wrong.set(name, 'is no field of the schema')
    else if (!holds[kind]?.includes(field.type)) wrong.set(name, `has the type ${field.type}, the column ${kind}`)
    else if (field.allowed_values?.length || field.expected_values?.length) wrong.set(name, 'takes only certain values, which no column promises')
  }
  for (const [name, why] of wrong) console.log(name, why)
  console.log(`${lines.length} columns`)
  process.exit(wrong.size ? 1 : 0)
}

let documents = 0
for (const path of process.argv.slice(2)) {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  const ids = new Set()
  for (let i = 0; i < lines.length; i += 2) {
    const { create } = JSON.parse(lines[i])
    if (!create?._id || ids.has(create._id)) wrong.set('_id', `of document ${i / 2} in ${path} is missing or there twice`)
    ids.add(create?._id)
    const document = JSON.parse(lines[i + 1])
    for (const name of ['ecs', 'event', 'message']) if (!document[name]) wrong.set(name, `is missing in document ${i / 2} of ${path}`)
    if (!document['@timestamp'] && !document.tags) wrong.set('@timestamp', `and the reason is missing in document ${i / 2} of ${path}`)
    check('', document)
    documents++
  }
}
for (const [path, why] of wrong) console.log(path, why)
console.log(`${documents} documents`)
process.exit(wrong.size || !documents ? 1 : 0)

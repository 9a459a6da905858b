// Writes src/api/gen/<context>.ts from the committed openapi.json: one file per context, never edited by hand.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { generateEndpoints } from '@rtk-query/codegen-openapi'

const contexts = JSON.parse(readFileSync(new URL('./contexts.json', import.meta.url), 'utf8'))
// one type per schema: what is read-only or write-only is a matter of prose. Fields beside the named ones (OAuth ignores what
// it does not know) are nothing that we send: as a type they would have to agree with the named ones.
const known = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'), function (key, value) {
  if ((key === 'readOnly' || key === 'writeOnly') && value === true) return undefined
  return key === 'additionalProperties' && this.properties ? undefined : value
})
const schema = join(tmpdir(), `ksap-openapi-${process.pid}.json`)
writeFileSync(schema, JSON.stringify(known))
const tags = new Map()
for (const [path, methods] of Object.entries(known.paths)) {
  for (const operation of Object.values(methods)) tags.set(operation.operationId, { tag: operation.tags?.[0] ?? '', path })
}
// a tag that no context claims is a context of its own
const listed = new Set(Object.values(contexts).flat())
for (const { tag } of tags.values()) if (tag && !listed.has(tag)) contexts[tag.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] ??= [tag]

const camel = (id) => id.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
for (const [context, own] of Object.entries(contexts)) {
  if (context === 'none') continue
  // server-sent streams are read by hand
  const mine = new Set([...tags].filter(([id, t]) => own.includes(t.tag) && !id.startsWith('stream_')).map(([id]) => camel(id)))
  if (!mine.size) continue
  const code = await generateEndpoints({
    schemaFile: schema,
    apiFile: '../base',
    apiImport: 'api',
    exportName: `${context}Api`,
    filterEndpoints: (name) => mine.has(name),
    tag: true,
    hooks: { queries: true, lazyQueries: false, mutations: true },
    useEnumType: false,
    encodeQueryParams: false,
    encodePathParams: true,
  })
  // a header that is not given stays away; null would be sent as the word
  const lines = code.replaceAll('"../base"', "'../base'").replace(/^(\s+"[A-Z][\w-]+": queryArg\["[\w-]+"\]),$/gm, '$1 ?? undefined,')
  writeFileSync(new URL(`../src/api/gen/${context}.ts`, import.meta.url), `// Written by \`npm run codegen\` from openapi.json.\n${lines}`)
}
rmSync(schema)

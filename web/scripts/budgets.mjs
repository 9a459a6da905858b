// What a visitor downloads, in kB of gzip, against the budgets. Exits non-zero above one; `--json` for the benchmarks.
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
if (!existsSync(new URL('.vite/manifest.json', dist))) {
  console.error('There is no build yet: run `npm run build` first.')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const gz = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000

/** The files that one entry needs at once: itself and its static imports. */
function needs(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) needs(next, seen)
  return seen
}
const size = (keys) => [...keys].reduce((sum, key) => sum + (manifest[key]?.file.endsWith('.js') ? gz(manifest[key].file) : 0), 0)

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const locale = Object.keys(manifest).find((key) => /^src\/locales\/en/.test(key))
const shell = needs(entry)
if (locale) needs(locale, shell)
const rows = [['shell', size(shell), 155]]
const screens = Object.keys(manifest).filter((key) => /src\/features\/.*\/pages\//.test(key) && manifest[key].isDynamicEntry)
const sized = screens.map((key) => [key, size(new Set([...shell, ...needs(key)]))])
const home = sized.find(([key]) => /features\/home\/pages\/home/.test(key))
if (home) rows.push(['first screen (Home)', home[1], 175])
const largest = sized.sort((a, b) => b[1] - a[1])[0]
if (largest) rows.push([`largest screen (${largest[0].replace(/^src\/features\//, '')})`, largest[1], 220])
const charts = Object.keys(manifest).filter((key) => /ui\/charts\//.test(key) && manifest[key].isDynamicEntry)
for (const key of charts) rows.push([key.replace(/^src\//, ''), size([...needs(key)].filter((each) => !shell.has(each))), 120])
const css = new Set(Object.values(manifest).flatMap((each) => [...(each.css ?? []), ...(each.file.endsWith('.css') ? [each.file] : [])]))
rows.push(['styles', [...css].reduce((sum, file) => sum + gz(file), 0), 15])

const result = rows.map(([name, kB, budget]) => ({ name, kB: Math.round(kB * 10) / 10, budget, holds: kB <= budget }))
if (process.argv.includes('--json')) console.log(JSON.stringify(result))
else for (const row of result) console.log(`${row.holds ? 'ok  ' : 'OVER'} ${row.name}: ${row.kB} kB of ${row.budget}`)
process.exit(result.every((row) => row.holds) ? 0 : 1)

// Writes .br and .gz beside every asset that shrinks, so that the server never compresses while somebody waits.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(js|css|svg|json|woff2?)$/.test(name) || name.startsWith('.vite')) continue
  const file = new URL(name, dist)
  const bytes = readFileSync(file)
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
  if (brotli.length >= bytes.length * 0.95) continue
  writeFileSync(`${file.pathname}.br`, brotli)
  writeFileSync(`${file.pathname}.gz`, gzipSync(bytes, { level: 9 }))
}

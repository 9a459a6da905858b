import { fileURLToPath } from 'node:url'

import { lingui } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Where `npm run dev` finds the API; the built dashboard is served by the API itself, from one origin.
const api = process.env.KSAP_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [
    react(),
    babel({ plugins: ['@lingui/babel-plugin-lingui-macro'], include: /src\/.*\.tsx?$/ }),
    lingui(),
    tailwindcss(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // the API takes calls of its own origin only
  server: { proxy: { '/api': { target: api, headers: { origin: api } } } },
  build: {
    target: 'es2022',
    manifest: true,
    cssCodeSplit: false,
    // The policy of the page allows no `data:` fonts and no inline styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { environment: 'jsdom', setupFiles: ['src/test/setup.ts'], css: false, restoreMocks: true, testTimeout: 30_000 },
})

import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

// One catalogue for what is always there, one per feature: a screen brings its own words.
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    { path: '<rootDir>/src/locales/{locale}', include: ['src/app', 'src/ui', 'src/lib'], exclude: ['**/*.test.tsx'] },
    { path: '<rootDir>/src/features/{name}/locales/{locale}', include: ['src/features/{name}'], exclude: ['**/*.test.tsx'] },
  ],
  // no line numbers: moving code is no change of words
  format: formatter({ lineNumbers: false }),
  compileNamespace: 'ts',
  runtimeConfigModule: { Trans: ['@/ui/trans', 'Trans'] },
})

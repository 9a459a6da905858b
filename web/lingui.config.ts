import { defineConfig } from '@lingui/cli'

// One catalogue for what is always there, one per feature: a screen brings its own words.
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    { path: '<rootDir>/src/locales/{locale}', include: ['src/app', 'src/ui', 'src/lib'] },
    { path: '<rootDir>/src/features/{name}/locales/{locale}', include: ['src/features/{name}'] },
  ],
  compileNamespace: 'ts',
})

import { expect, test } from 'vitest'

import { languageName } from './text-words'

test('a language goes by its name, and what is none by its code', () => {
  expect(languageName('de')).toBe('German')
  expect(languageName('<script>')).toBe('<script>')
})

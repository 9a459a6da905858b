/** English and German. The choice is kept in the browser; each feature's words come with its first screen. */
import { type Messages, i18n } from '@lingui/core'

export const locales = { en: 'English', de: 'Deutsch' } as const
export type Locale = keyof typeof locales

const KEY = 'ksap.locale'

type Catalogue = () => Promise<{ messages: Messages }>
const shell = import.meta.glob<{ messages: Messages }>('../locales/*.ts')
const features = import.meta.glob<{ messages: Messages }>('../features/*/locales/*.ts')
const used = new Set<string>()

export function currentLocale(): Locale {
  const kept = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2)
  return kept === 'de' ? 'de' : 'en'
}

async function add(locale: Locale, catalogue: Catalogue | undefined): Promise<void> {
  if (catalogue) i18n.load(locale, (await catalogue()).messages)
}

/** Before a feature's first screen is shown. */
export async function loadFeature(feature: string): Promise<void> {
  if (used.has(feature)) return
  used.add(feature)
  const locale = currentLocale()
  await add(locale, features[`../features/${feature}/locales/${locale}.ts`])
}

export async function loadLocale(locale: Locale = currentLocale()): Promise<void> {
  await Promise.all([
    add(locale, shell[`../locales/${locale}.ts`]),
    ...[...used].map((feature) => add(locale, features[`../features/${feature}/locales/${locale}.ts`])),
  ])
  i18n.activate(locale)
  document.documentElement.lang = locale
}

export async function chooseLocale(locale: Locale): Promise<void> {
  localStorage.setItem(KEY, locale)
  await loadLocale(locale)
}

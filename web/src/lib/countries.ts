import { i18n } from '@lingui/core'

/** A country's name in the reader's language. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([i18n.locale || 'en'], { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}

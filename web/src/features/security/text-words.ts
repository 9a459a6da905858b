/** Names of texts that people agree to, and of their languages. */
import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'

import { spelt } from './audit-words'

export const TEXT_KINDS = ['privacy_policy', 'terms', 'newsletter', 'marketing', 'cookies']
export const TEXT_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'cs']

export function textKind(kind: string): string {
  const words: Record<string, string> = {
    privacy_policy: t`Privacy policy`,
    terms: t`Terms of business`,
    newsletter: t`Newsletter`,
    marketing: t`Marketing`,
    cookies: t`Cookies`,
  }
  return words[kind] ?? spelt(kind)
}

/** The code itself where it is no language's. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([i18n.locale || 'en'], { type: 'language' }).of(code) ?? code.toUpperCase()
  } catch {
    return code
  }
}

/** What a version is called where nobody names it: the month. */
export const monthly = (now: Date): string => now.toISOString().slice(0, 7)

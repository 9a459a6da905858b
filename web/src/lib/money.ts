/** Amounts come and go as decimal strings with a currency; they are shown, never calculated with, here. */
import { i18n } from '@lingui/core'

export function money(amount: string | number | null | undefined, currency: string, compact = false): string {
  if (amount === null || amount === undefined || amount === '') return '–'
  const value = Number(amount)
  if (!Number.isFinite(value)) return '–'
  try {
    return new Intl.NumberFormat(i18n.locale || 'en', {
      style: 'currency',
      currency,
      ...(compact && Math.abs(value) >= 10_000 ? { notation: 'compact', maximumFractionDigits: 1 } : {}),
    }).format(value)
  } catch {
    return `${amount} ${currency}`
  }
}

export function number(value: number | string, digits = 0): string {
  return new Intl.NumberFormat(i18n.locale || 'en', { maximumFractionDigits: digits }).format(Number(value))
}

/** A share as text with its sign: 0.123 → "+12.3%". */
export function change(share: number): string {
  return new Intl.NumberFormat(i18n.locale || 'en', {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
  }).format(share)
}

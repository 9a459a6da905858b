/** Amounts come and go as decimal strings with a currency; they are shown, never calculated with, here. */
import { region } from './locale'

export function money(amount: string | number | null | undefined, currency: string, compact = false): string {
  if (amount === null || amount === undefined || amount === '') return '–'
  const value = Number(amount)
  if (!Number.isFinite(value)) return '–'
  try {
    return new Intl.NumberFormat(region(), {
      style: 'currency',
      currency,
      ...(compact && Math.abs(value) >= 10_000 ? short(value) : {}),
    }).format(value)
  } catch {
    return `${amount} ${currency}`
  }
}

/** "€31.2K"; German has no short word for a thousand: "31.229 €". */
function short(value: number): Intl.NumberFormatOptions {
  if (region().startsWith('de') && Math.abs(value) < 1_000_000) return { maximumFractionDigits: 0 }
  return { notation: 'compact', maximumFractionDigits: 1 }
}

export function number(value: number | string, digits = 0): string {
  return new Intl.NumberFormat(region(), { maximumFractionDigits: digits }).format(Number(value))
}

/** A share as text with its sign: 0.123 → "+12.3%". */
export function change(share: number): string {
  return new Intl.NumberFormat(region(), {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
  }).format(share)
}

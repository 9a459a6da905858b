/** Parcels as people measure them, and as the API takes them: grams and millimetres. */
import type { ParcelBody } from '@/api/gen/fulfilment'

export type WeightUnit = 'g' | 'kg' | 'oz' | 'lb'
export type LengthUnit = 'cm' | 'in'

export interface Units {
  weight: WeightUnit
  length: LengthUnit
}

export interface ParcelText {
  weight: string
  length: string
  width: string
  height: string
}

export const METRIC: Units = { weight: 'kg', length: 'cm' }
export const noParcel = (): ParcelText => ({ weight: '', length: '', width: '', height: '' })

const grams: Record<WeightUnit, number> = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 }
const millimetres: Record<LengthUnit, number> = { cm: 10, in: 25.4 }

/** A number as typed, with a comma or a point; NaN for anything else. */
export const read = (text: string): number => (/^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN)

/** Empty: the goods' own weight. 'wrong' names the first field that is no measure. */
export function parcelBody(text: ParcelText, units: Units): ParcelBody | null | { wrong: keyof ParcelText } {
  const given = (['weight', 'length', 'width', 'height'] as const).filter((name) => text[name].trim() !== '')
  if (!given.length) return null
  for (const name of given) if (!(read(text[name]) > 0)) return { wrong: name }
  if (!given.includes('weight')) return { wrong: 'weight' }
  const weight = Math.ceil(read(text.weight) * grams[units.weight])
  if (weight > 1_000_000) return { wrong: 'weight' }
  const body: ParcelBody = { weight_grams: weight }
  for (const [name, field] of [['length', 'length_mm'], ['width', 'width_mm'], ['height', 'height_mm']] as const) {
    if (!text[name].trim()) continue
    const size = Math.round(read(text[name]) * millimetres[units.length])
    if (size > 10_000) return { wrong: name }
    body[field] = size
  }
  return body
}

/** What a parcel weighs, in the unit that its size suggests: 800 g, 2.5 kg. */
export function weightText(weight: number, locale: string): string {
  const big = weight >= 1000
  return new Intl.NumberFormat(locale, { style: 'unit', unit: big ? 'kilogram' : 'gram', maximumFractionDigits: 2 }).format(big ? weight / 1000 : weight)
}

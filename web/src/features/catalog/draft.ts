/** An edit of a product that is not saved yet: what was changed, what somebody else changed meanwhile, what to send. */
import { t } from '@lingui/core/macro'

import type { ProductOut, ProductPatch, VariantBody, VariantOut } from '@/api/gen/catalog'

export const AMOUNTS = ['price', 'compare_at_price', 'cost', 'weight_grams'] as const
const TEXTS = ['sku', 'barcode', ...AMOUNTS] as const
export type VariantText = (typeof TEXTS)[number]

export interface VariantDraft {
  key: string
  /** Unset: a variant that is to be made. */
  id?: string
  title: string
  options: string[][]
  sku: string
  barcode: string
  price: string
  compare_at_price: string
  cost: string
  weight_grams: string
  track_inventory: boolean
  available?: number
}

export interface OptionDraft {
  name: string
  values: string[]
}

export interface ImageDraft {
  url: string
  alt: string
  path: string | null
}

export interface Draft {
  title: string
  description_html: string
  vendor: string
  product_type: string
  status: string
  handle: string
  tags: string[]
  options: OptionDraft[]
  variants: VariantDraft[]
  images: ImageDraft[]
}

const PLAIN = ['title', 'description_html', 'vendor', 'product_type', 'status', 'handle'] as const

/** `v.<key>.price`, or the name of a field; `variants` is which there are, in which order. */
export type Path = string

export const emptyVariant = (options: string[][] = []): VariantDraft => ({
  key: `new:${options.map((pair) => pair[1]).join('/')}`,
  title: options.map((pair) => pair[1]).join(' / '),
  options,
  sku: '',
  barcode: '',
  price: '',
  compare_at_price: '',
  cost: '',
  weight_grams: '',
  track_inventory: true,
})

export const emptyDraft = (): Draft => ({
  title: '', description_html: '', vendor: '', product_type: '', status: 'active', handle: '', tags: [], options: [], variants: [emptyVariant()], images: [],
})

const variantDraft = (variant: VariantOut): VariantDraft => ({
  key: variant.id,
  id: variant.id,
  title: variant.title,
  options: variant.options,
  sku: variant.sku,
  barcode: variant.barcode,
  price: variant.price ?? '',
  compare_at_price: variant.compare_at_price ?? '',
  cost: variant.cost ?? '',
  weight_grams: (variant.weight_grams ?? '').replace(/\.0+$/, ''),
  track_inventory: variant.track_inventory,
  available: variant.available,
})

export const draftOf = (product: ProductOut): Draft => ({
  ...(Object.fromEntries(PLAIN.map((name) => [name, product[name]])) as Pick<Draft, (typeof PLAIN)[number]>),
  tags: product.tags,
  options: product.options.map((option) => ({ name: String(option.name), values: (option.values as unknown[]).map(String) })),
  variants: product.variants.map(variantDraft),
  images: product.images.map(({ url, alt, path }) => ({ url, alt, path })),
})

/** A number as people type it, with a comma too; `null` for nothing. */
export const amount = (text: string): string | null => text.trim().replace(/\s/g, '').replace(',', '.') || null

export function amountProblem(text: string): string | undefined {
  const found = amount(text)
  return found === null || /^\d{1,15}(\.\d{1,4})?$/.test(found) ? undefined : t`Type a number like 12.50.`
}

/** Every field as text, so that two drafts can be compared field by field. */
function flat(draft: Draft): Map<Path, string> {
  const out = new Map<Path, string>()
  for (const name of PLAIN) out.set(name, draft[name])
  out.set('tags', draft.tags.join(', '))
  out.set('options', draft.options.map((option) => `${option.name}: ${option.values.join(', ')}`).join('\n'))
  out.set('images', draft.images.map((image) => `${image.url} ${image.alt}`).join('\n'))
  out.set('variants', draft.variants.map((variant) => variant.title).join('\n'))
  for (const variant of draft.variants) {
    for (const name of TEXTS) out.set(`v.${variant.key}.${name}`, variant[name])
    out.set(`v.${variant.key}.track_inventory`, variant.track_inventory ? '1' : '')
  }
  return out
}

const same = (path: Path, a: string | undefined, b: string | undefined): boolean => {
  if (a === b) return true
  if (!AMOUNTS.some((name) => path.endsWith(`.${name}`))) return false
  return a !== undefined && b !== undefined && amount(a) !== null && amount(b) !== null && Number(amount(a)) === Number(amount(b))
}

export function changesOf(base: Draft, draft: Draft): Path[] {
  const [before, after] = [flat(base), flat(draft)]
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => !same(path, before.get(path), after.get(path)))
}

export interface Difference {
  path: Path
  mine: string
  theirs: string
}

/** Fields that both sides changed since `base`, each to another value. */
export function clashes(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  const [own, other] = [flat(mine), flat(theirs)]
  const changed = new Set(changesOf(base, theirs))
  return changesOf(base, mine)
    .filter((path) => changed.has(path) && !same(path, own.get(path), other.get(path)))
    .map((path) => ({ path, mine: own.get(path) ?? '', theirs: other.get(path) ?? '' }))
}

function take(into: Draft, from: Draft, path: Path): Draft {
  if (!path.startsWith('v.')) return { ...into, [path]: from[path as keyof Draft] }
  const cut = path.lastIndexOf('.')
  const [key, name] = [path.slice(2, cut), path.slice(cut + 1) as VariantText]
  const source = from.variants.find((variant) => variant.key === key)
  if (!source) return into
  return { ...into, variants: into.variants.map((variant) => (variant.key === key ? { ...variant, [name]: source[name] } : variant)) }
}

/** Their present state with my changes on it; where both changed a field, `keep` says whose holds, mine unless told. */
export function merged(base: Draft, mine: Draft, theirs: Draft, keep: Record<Path, 'mine' | 'theirs'> = {}): Draft {
  const wanted = changesOf(base, mine).filter((path) => keep[path] !== 'theirs')
  const whole: Path[] = wanted.filter((path) => path === 'variants' || path === 'options')
  const start = whole.length ? { ...theirs, options: mine.options, variants: mine.variants } : theirs
  return wanted.reduce((draft, path) => (whole.includes(path) ? draft : take(draft, mine, path)), start)
}

function variantBody(variant: VariantDraft, before: VariantDraft | undefined): VariantBody {
  const moved = JSON.stringify(before?.options) !== JSON.stringify(variant.options)
  return {
    ...(variant.id ? { id: variant.id } : {}),
    title: before && !moved ? before.title : '',
    options: variant.options,
    sku: variant.sku.trim(),
    barcode: variant.barcode.trim(),
    ...Object.fromEntries(AMOUNTS.map((name) => [name, amount(variant[name])])),
    track_inventory: variant.track_inventory,
  }
}

/** Only what was changed; variants go together, because those that are left out are deleted. */
export function patchOf(base: Draft, draft: Draft): ProductPatch {
  const changed = new Set(changesOf(base, draft))
  const patch: Record<string, unknown> = {}
  for (const name of [...PLAIN, 'tags'] as const) if (changed.has(name)) patch[name] = typeof draft[name] === 'string' && name !== 'description_html' ? (draft[name] as string).trim() : draft[name]
  if (changed.has('options')) patch.options = draft.options
  if (changed.has('images')) patch.images = draft.images.map(({ url, alt }) => ({ url, alt }))
  if ([...changed].some((path) => path === 'variants' || path === 'options' || path.startsWith('v.'))) {
    const known = new Map(base.variants.map((variant) => [variant.key, variant]))
    patch.variants = draft.variants.map((variant) => variantBody(variant, known.get(variant.key)))
  }
  return patch
}

/** One variant per combination of the options' values; those that are there already stay what they are. */
export function withOptions(draft: Draft, options: OptionDraft[]): Draft {
  let combos: string[][][] = [[]]
  for (const option of options) combos = combos.flatMap((combo) => option.values.map((value) => [...combo, [option.name, value]]))
  const left = [...draft.variants]
  const values = (pairs: string[][]) => pairs.map((pair) => pair[1])
  const variants = combos.map((combo) => {
    const wanted = values(combo)
    // the same values, or all that the variant had: an option was added or taken away
    const at = left.findIndex((variant) => {
      const had = values(variant.options)
      const shared = Math.min(had.length, wanted.length)
      return had.slice(0, shared).every((value, index) => value === wanted[index])
    })
    if (at < 0) return emptyVariant(combo)
    const [found] = left.splice(at, 1)
    return { ...(found as VariantDraft), options: combo, title: wanted.join(' / ') || (found as VariantDraft).title }
  })
  return { ...draft, options, variants }
}

/** What must be put right before it can be sent: path → why. */
export function problemsOf(draft: Draft): Record<Path, string> {
  const out: Record<Path, string> = {}
  if (!draft.title.trim()) out.title = t`A product needs a title.`
  const seen = new Map<string, string>()
  for (const variant of draft.variants) {
    for (const name of AMOUNTS) {
      const wrong = amountProblem(variant[name])
      if (wrong) out[`v.${variant.key}.${name}`] = wrong
    }
    const sku = variant.sku.trim()
    if (sku && seen.has(sku)) out[`v.${variant.key}.sku`] = t`Another variant has this SKU.`
    seen.set(sku, variant.key)
  }
  return out
}

/** The reasons of the API, which count variants, at our paths. */
export function placed(fields: Record<string, string>, draft: Draft): Record<Path, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, why]) => {
      const found = /^variants\.(\d+)\.(\w+)/.exec(field)
      const variant = found && draft.variants[Number(found[1])]
      return [found && variant ? `v.${variant.key}.${found[2]}` : field, why]
    }),
  )
}

/** Somebody else saved first: both values side by side, and a choice; nothing typed is lost. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useId, useState } from 'react'

import { cn } from '@/lib/cn'
import { Button } from '@/ui/button'

import { type Draft, type Path, clashes, merged } from '../draft'
import { productStatus } from '../words'

interface ClashProps {
  base: Draft
  mine: Draft
  /** What is saved by now; unset until somebody asked for it. */
  theirs: Draft | undefined
  onLook: () => void
  onDone: (next: Draft) => void
}

export function fieldName(path: Path, draft: Draft): string {
  const names: Record<string, string> = {
    title: t`Title`,
    description_html: t`Description`,
    vendor: t`Brand`,
    product_type: t`Type`,
    status: t`Status`,
    handle: t`URL handle`,
    tags: t`Tags`,
    options: t`Options`,
    images: t`Pictures`,
    variants: t`Variants`,
    sku: t`SKU`,
    barcode: t`Barcode`,
    price: t`Price`,
    compare_at_price: t`Compare-at price`,
    cost: t`Cost`,
    weight_grams: t`Weight`,
    track_inventory: t`Stock is counted`,
  }
  if (!path.startsWith('v.')) return names[path] ?? path
  const cut = path.lastIndexOf('.')
  const variant = draft.variants.find((each) => each.key === path.slice(2, cut))
  const name = names[path.slice(cut + 1)] ?? path.slice(cut + 1)
  return draft.variants.length > 1 && variant ? `${name} · ${variant.title}` : name
}

export function Clash({ base, mine, theirs, onLook, onDone }: ClashProps) {
  const [keep, setKeep] = useState<Record<Path, 'mine' | 'theirs'>>({})
  if (!theirs)
    return (
      <div role="alert" className="space-y-2 rounded-md border border-warn/50 p-3 text-13">
        <p>
          <Trans>Somebody changed this product meanwhile. Nothing of yours was saved, and nothing you typed is lost.</Trans>
        </p>
        <Button onClick={onLook}>
          <Trans>Compare with what is there now</Trans>
        </Button>
      </div>
    )
  const found = clashes(base, mine, theirs)
  return (
    <div role="alert" className="space-y-3 rounded-md border border-warn/50 p-3 text-13">
      <p>
        <Trans>You and somebody else changed the same. Choose what is to hold; then save.</Trans>
      </p>
      <ul className="space-y-3">
        {found.map(({ path, mine: own, theirs: other }) => (
          <li key={path}>
            <fieldset>
              <legend className="mb-1 text-12 font-medium text-ink-2">{fieldName(path, mine)}</legend>
              <div className="grid gap-2 sm:grid-cols-2">
                <Side name={path} title={t`Yours`} text={shown(path, own)} chosen={keep[path] !== 'theirs'} onChoose={() => setKeep({ ...keep, [path]: 'mine' })} />
                <Side name={path} title={t`Saved meanwhile`} text={shown(path, other)} chosen={keep[path] === 'theirs'} onChoose={() => setKeep({ ...keep, [path]: 'theirs' })} />
              </div>
            </fieldset>
          </li>
        ))}
      </ul>
      <Button look="primary" onClick={() => onDone(merged(base, mine, theirs, keep))}>
        <Trans>Go on with this</Trans>
      </Button>
    </div>
  )
}

const shown = (path: Path, text: string): string => (path === 'status' ? productStatus(text).text : path.endsWith('track_inventory') ? (text ? t`Yes` : t`No`) : text)

function Side({ name, title, text, chosen, onChoose }: { name: string; title: string; text: string; chosen: boolean; onChoose: () => void }) {
  const id = useId()
  return (
    <div className={cn('flex min-w-0 gap-2 rounded-md border px-3 py-2', chosen ? 'border-accent bg-accent-soft' : 'border-line')}>
      <input id={id} type="radio" name={`keep-${name}`} checked={chosen} onChange={onChoose} className="mt-0.5 size-4 shrink-0 accent-accent" />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer">
        <span className="block text-12 text-ink-2">{title}</span>
        <span className="line-clamp-6 break-words whitespace-pre-wrap">{text || t`empty`}</span>
      </label>
    </div>
  )
}

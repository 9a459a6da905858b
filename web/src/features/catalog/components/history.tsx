import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type ProductOut, type VersionOut, useListProductVersionsQuery } from '@/api/gen/catalog'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { useWho } from '@/lib/who'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/state'

import { type Draft, type Difference, changesOf, draftOf } from '../draft'
import { fieldName } from './clash'

const FIRST = 5

/** A state of before, in the shape of today. */
function snapshotDraft(version: VersionOut): Draft {
  const kept = version.snapshot as unknown as ProductOut
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
  return draftOf({
    ...kept,
    images: (kept.images ?? []).map((image) => ({ ...image, path: null })),
    variants: (kept.variants ?? []).map((variant) => ({
      ...variant,
      price: text(variant.price),
      compare_at_price: text(variant.compare_at_price),
      cost: text(variant.cost),
      weight_grams: text(variant.weight_grams),
    })),
  })
}

/** What each change changed, the latest first. An old value can be taken back into the edit. */
export function History({ product, onTake }: { product: ProductOut; onTake?: (before: Draft) => void }) {
  const { data, error, refetch } = useListProductVersionsQuery({ productId: product.id })
  const [all, setAll] = useState(false)
  const { timezone } = useOrganisation()
  const who = useWho()
  const versions = data?.data ?? []
  const shown = all ? versions : versions.slice(0, FIRST)
  return (
    <Card title={<Trans>History</Trans>}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <ol className="space-y-4 text-13">
          {shown.map((version, at) => {
            const before = snapshotDraft(version)
            const after = at === 0 ? draftOf(product) : snapshotDraft(versions[at - 1] as VersionOut)
            return (
              <li key={version.version} className="space-y-1">
                <p className="text-ink-2">
                  <span className="font-medium text-ink">{who(version.actor)}</span> · {dateTime(version.at, timezone)}
                </p>
                <Changes before={before} after={after} />
                {onTake && (
                  <Button look="quiet" className="-ml-3" onClick={() => onTake(before)}>
                    <Trans>Bring back what was before</Trans>
                  </Button>
                )}
              </li>
            )
          })}
          <li className="text-ink-2">
            <Trans>Created {dateTime(product.created_at, timezone)}</Trans>
          </li>
        </ol>
      )}
      {versions.length > shown.length && (
        <Button className="mt-3" onClick={() => setAll(true)}>
          <Trans>Show all {versions.length}</Trans>
        </Button>
      )}
    </Card>
  )
}

const MOST = 4

function Changes({ before, after }: { before: Draft; after: Draft }) {
  const differences: Difference[] = changesOf(before, after).map((path) => ({ path, mine: valueAt(before, path), theirs: valueAt(after, path) }))
  if (!differences.length)
    return (
      <p className="text-ink-2">
        <Trans>Deleted or restored, or sent again</Trans>
      </p>
    )
  return (
    <ul className="space-y-0.5">
      {differences.slice(0, MOST).map(({ path, mine, theirs }) => (
        <li key={path} className="break-words">
          <span className="text-ink-2">{fieldName(path, after)}</span>{' '}
          {path === 'description_html' || path === 'images' || path === 'options' || path === 'variants' ? (
            t`changed`
          ) : (
            <>
              <del className="text-ink-3">{mine || t`empty`}</del> → {theirs || t`empty`}
            </>
          )}
        </li>
      ))}
      {differences.length > MOST && (
        <li className="text-ink-2">
          <Trans>and {differences.length - MOST} more</Trans>
        </li>
      )}
    </ul>
  )
}

function valueAt(draft: Draft, path: string): string {
  if (path === 'tags') return draft.tags.join(', ')
  if (!path.startsWith('v.')) {
    const found = draft[path as keyof Draft]
    return typeof found === 'string' ? found : ''
  }
  const cut = path.lastIndexOf('.')
  const variant = draft.variants.find((each) => each.key === path.slice(2, cut))
  const found = variant?.[path.slice(cut + 1) as keyof typeof variant]
  return typeof found === 'boolean' ? (found ? t`Yes` : t`No`) : String(found ?? '')
}

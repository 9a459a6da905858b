/** Title, status and prices without leaving the list. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'

import { etagOf } from '@/api/base'
import { type ProductOut, useGetProductQuery, useUpdateProductMutation } from '@/api/gen/catalog'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { type Draft, amountProblem, changesOf, clashes, draftOf, merged, patchOf } from '../draft'
import { PRODUCT_STATUSES, productStatus } from '../words'
import { Clash } from './clash'

const SHOWN = 25

export function QuickEdit({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const { currentData, error, refetch } = useGetProductQuery({ productId: id })
  if (currentData) return <Form product={currentData.data} etag={etagOf(currentData)} onClose={onClose} />
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      {error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton className="mb-4 h-40 w-full" />}
    </Dialog>
  )
}

function Form({ product, etag, onClose }: { product: ProductOut; etag?: string; onClose: () => void }) {
  const [base, setBase] = useState(() => ({ draft: draftOf(product), etag: etag ?? `"${product.version}"` }))
  const [draft, setDraft] = useState<Draft>(base.draft)
  const [missing, setMissing] = useState('')
  const { refetch } = useGetProductQuery({ productId: product.id })
  const [save, { isLoading, error, reset }] = useUpdateProductMutation()
  const tell = useToast()
  const stale = problem(error).status === 412
  const fields = error ? problem(error).fields : {}
  const one = draft.variants.length === 1
  const setPrice = (at: number, price: string) =>
    setDraft((before) => ({ ...before, variants: before.variants.map((variant, index) => (index === at ? { ...variant, price } : variant)) }))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!draft.title.trim()) return setMissing(t`A product needs a title.`)
    if (draft.variants.some((variant) => amountProblem(variant.price))) return
    setMissing('')
    if (!changesOf(base.draft, draft).length) return onClose()
    const answer = await save({ productId: product.id, 'If-Match': base.etag, productPatch: patchOf(base.draft, draft) })
    if ('error' in answer) return
    const back = patchOf(draft, base.draft)
    const version = `"${answer.data.data.version}"`
    tell(t`“${draft.title}” saved`, { label: t`Undo`, run: () => void save({ productId: product.id, 'If-Match': version, productPatch: back }) })
    onClose()
  }
  const [theirs, setTheirs] = useState<{ draft: Draft; etag: string } | null>(null)
  const look = async () => {
    const fresh = await refetch()
    if (!fresh.data) return
    const now = { draft: draftOf(fresh.data.data), etag: etagOf(fresh.data) ?? `"${fresh.data.data.version}"` }
    if (clashes(base.draft, draft, now.draft).length) return setTheirs(now)
    setDraft(merged(base.draft, draft, now.draft))
    setBase(now)
    reset()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={<Trans>Edit {product.title}</Trans>}
      description={<Trans>Every store that lists it gets the change.</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="quick-edit" look="primary" busy={isLoading} disabled={stale}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form id="quick-edit" noValidate onSubmit={(event) => void submit(event)} className="space-y-3 pb-2">
        <Input label={t`Title`} value={draft.title} maxLength={500} autoFocus error={missing || fields.title} onChange={(event) => setDraft({ ...draft, title: event.target.value })} />
        <Select label={t`Status`} value={draft.status} onChange={(event) => setDraft({ ...draft, status: event.target.value })}>
          {PRODUCT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {productStatus(status).text}
            </option>
          ))}
        </Select>
        <div className="grid gap-3 sm:grid-cols-2">
          {draft.variants.slice(0, SHOWN).map((variant, at) => (
            <Input
              key={variant.key}
              label={one ? t`Price (${product.currency})` : t`Price of ${variant.title} (${product.currency})`}
              inputMode="decimal"
              className="tnum text-right"
              value={variant.price}
              error={amountProblem(variant.price) || fields[`variants.${at}.price`]}
              onChange={(event) => setPrice(at, event.target.value)}
            />
          ))}
        </div>
        {draft.variants.length > SHOWN && (
          <p className="text-12 text-ink-2">
            <Trans>The first {SHOWN} variants are shown; the rest are on the product's page.</Trans>
          </p>
        )}
        {stale ? (
          <Clash
            base={base.draft}
            mine={draft}
            theirs={theirs?.draft}
            onLook={() => void look()}
            onDone={(next) => {
              setDraft(next)
              if (theirs) setBase(theirs)
              setTheirs(null)
              reset()
            }}
          />
        ) : (
          <FormError error={error} />
        )}
      </form>
    </Dialog>
  )
}

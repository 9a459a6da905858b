import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { type ProductBody, useCreateProductMutation, useCreateStoreProductMutation, useGetProductQuery } from '@/api/gen/catalog'
import { useOrganisation } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Select } from '@/ui/field'
import { Back, PageHead } from '@/ui/page'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Basics, Sorting } from '../components/basics'
import { Images } from '../components/images'
import { useStoreMap } from '../components/stores'
import { Variants } from '../components/variants'
import { type Draft, type Path, draftOf, emptyDraft, patchOf, placed, problemsOf } from '../draft'

/** A product of one's own, here alone or in a store at once; `?copy=` starts from another. */
export function Component() {
  const url = useUrlState()
  const scoped = useScoped()
  const scope = useStoreScope()
  const navigate = useNavigate()
  const { currency: own } = useOrganisation()
  const stores = useStoreMap()
  const tell = useToast()
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const [wrong, setWrong] = useState<Record<Path, string>>({})
  const [begun, setBegun] = useState(false) // what a copy brings is no work of theirs
  const letGo = useUnsaved(begun)
  const [store, setStore] = useState(scope.length === 1 ? (scope[0] ?? '') : '')
  const [create, here] = useCreateProductMutation()
  const [createIn, there] = useCreateStoreProductMutation()
  const copy = url.get('copy')
  const { currentData: original } = useGetProductQuery({ productId: copy }, { skip: !copy })
  const copied = useRef('')
  useEffect(() => {
    if (!original || copied.current === original.data.id) return
    copied.current = original.data.id
    const source = draftOf(original.data)
    // SKUs and barcodes are of one variant only
    setDraft({ ...source, status: 'draft', handle: '', variants: source.variants.map((variant, at) => ({ ...variant, key: `new:${at}`, id: undefined, available: undefined, sku: '', barcode: '' })) })
  }, [original])

  const change: typeof setDraft = (next) => {
    setBegun(true)
    setDraft(next)
  }
  const set = (part: Partial<Draft>) => change((before) => ({ ...before, ...part }))
  const currency = (store && stores.get(store)?.currency) || own
  const error = here.error ?? there.error
  const errors = { ...(error ? placed(problem(error).fields, draft) : {}), ...wrong }
  const save = async () => {
    const found = problemsOf(draft)
    setWrong(found)
    if (Object.keys(found).length) return
    const patch = patchOf({ ...emptyDraft(), status: '', variants: [] }, draft)
    const productBody = { ...patch, title: draft.title.trim() } as ProductBody
    const answer = store ? await createIn({ storeId: store, productBody }) : await create({ productBody })
    if ('error' in answer) return
    tell(store ? t`Made, and on its way to the store` : t`Made`)
    letGo()
    void navigate(scoped(`/products/${answer.data.data.id}`), { replace: true })
  }
  const busy = here.isLoading || there.isLoading
  return (
    <div className="mx-auto max-w-7xl">
      <PageHead
        title={t`New product`}
        eyebrow={
          <Back to="/products">
            <Trans>Products</Trans>
          </Back>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-4">
          <Basics draft={draft} set={set} errors={errors} />
          <Images draft={draft} set={set} />
        </div>
        <div className="min-w-0 space-y-4">
          <Card title={<Trans>Where</Trans>}>
            <Select label={t`List it in`} value={store} hint={t`It can be listed in more stores later. Prices are in ${currency}.`} onChange={(event) => setStore(event.target.value)}>
              <option value="">{t`No store yet`}</option>
              {[...stores.values()].map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name} ({each.currency})
                </option>
              ))}
            </Select>
          </Card>
          <Sorting draft={draft} set={set} errors={errors} />
        </div>
      </div>
      <div className="mt-4">
        <Variants draft={draft} currency={currency} setDraft={change} errors={errors} fresh />
      </div>
      <div className="sticky bottom-3 z-20 mt-4 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-surface p-3 shadow-float">
        <div className="mr-auto min-w-0">
          {errors.title && !error && (
            <p role="alert" className="text-13 text-bad">
              {errors.title}
            </p>
          )}
          <FormError error={error} />
        </div>
        <Button look="primary" busy={busy} onClick={() => void save()}>
          <Trans>Create product</Trans>
        </Button>
      </div>
    </div>
  )
}

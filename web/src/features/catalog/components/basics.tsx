import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'

import { useCountProductsQuery } from '@/api/gen/catalog'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input, Select } from '@/ui/field'

import type { Draft, Path } from '../draft'
import { PRODUCT_STATUSES, productStatus } from '../words'
import { Description } from './description'

interface PartProps {
  draft: Draft
  set: (part: Partial<Draft>) => void
  errors: Record<Path, string>
  readOnly?: boolean
}

export function Basics({ draft, set, errors, readOnly }: PartProps) {
  return (
    <Card title={<Trans>What shoppers see</Trans>}>
      <div className="space-y-4">
        <Input label={t`Title`} value={draft.title} maxLength={500} disabled={readOnly} error={errors.title} onChange={(event) => set({ title: event.target.value })} />
        <Description html={draft.description_html} readOnly={readOnly} error={errors.description_html} onChange={(description_html) => set({ description_html })} />
      </div>
    </Card>
  )
}

export function Sorting({ draft, set, errors, readOnly }: PartProps) {
  const { data } = useCountProductsQuery()
  return (
    <Card title={<Trans>In the catalogue</Trans>}>
      <div className="space-y-4">
        <Select label={t`Status`} value={draft.status} disabled={readOnly} hint={statusHint(draft.status)} onChange={(event) => set({ status: event.target.value })}>
          {PRODUCT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {productStatus(status).text}
            </option>
          ))}
        </Select>
        <Input label={t`Brand`} list="product-brands" value={draft.vendor} maxLength={200} disabled={readOnly} error={errors.vendor} onChange={(event) => set({ vendor: event.target.value })} />
        <Input label={t`Type`} list="product-types" value={draft.product_type} maxLength={200} disabled={readOnly} error={errors.product_type} onChange={(event) => set({ product_type: event.target.value })} />
        <Known id="product-brands" values={data?.data.vendor} />
        <Known id="product-types" values={data?.data.type} />
        <Tags draft={draft} set={set} readOnly={readOnly} errors={errors} />
        <Input label={t`URL handle`} hint={t`The end of its web address in stores, like linen-shirt.`} value={draft.handle} maxLength={200} disabled={readOnly} error={errors.handle} onChange={(event) => set({ handle: event.target.value })} />
      </div>
    </Card>
  )
}

function statusHint(status: string): string {
  const hints: Record<string, string> = {
    active: t`Stores that list it sell it.`,
    draft: t`Stores keep it out of sight.`,
    archived: t`No longer sold; stores archive it.`,
  }
  return hints[status] ?? ''
}

function Known({ id, values }: { id: string; values?: { value: string }[] }) {
  return (
    <datalist id={id}>
      {values?.map(({ value }) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  )
}

function Tags({ draft, set, readOnly, errors }: PartProps) {
  const [text, setText] = useState('')
  const { data } = useCountProductsQuery()
  const add = () => {
    const wanted = text.split(',').map((tag) => tag.trim()).filter(Boolean)
    if (wanted.length) set({ tags: [...new Set([...draft.tags, ...wanted])] })
    setText('')
  }
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ',') return
    event.preventDefault()
    add()
  }
  return (
    <div className="space-y-2">
      {!readOnly && (
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Input label={t`Tags`} list="product-tags" value={text} maxLength={200} placeholder={t`Add a tag`} error={errors.tags} onChange={(event) => setText(event.target.value)} onKeyDown={key} />
          </div>
          <Button onClick={add} disabled={!text.trim()}>
            <Trans>Add</Trans>
          </Button>
        </div>
      )}
      <Known id="product-tags" values={data?.data.tag} />
      {draft.tags.length > 0 && (
        <ul aria-label={t`Tags`} className="flex flex-wrap gap-1.5">
          {draft.tags.map((tag) => (
            <li key={tag} className="inline-flex min-h-6 items-center rounded-sm border border-line bg-sunken pl-1.5 text-12 pointer-coarse:min-h-11">
              <span className="break-all">{tag}</span>
              {readOnly ? (
                <span className="w-1.5" />
              ) : (
                <button type="button" aria-label={t`Take off ${tag}`} onClick={() => set({ tags: draft.tags.filter((each) => each !== tag) })} className="inline-flex size-6 items-center justify-center text-ink-2 hover:text-ink pointer-coarse:size-11">
                  <X aria-hidden="true" className="size-3" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'

import { type OrderOut, useAddOrderTagsMutation, useSetOrderTagsMutation } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { useScoped } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { actionsOf } from './actions'

export function Tags({ order }: { order: OrderOut }) {
  const may = useMay('orders.write') && actionsOf(order).edit
  const [text, setText] = useState('')
  const [add, adding] = useAddOrderTagsMutation()
  const [set, setting] = useSetOrderTagsMutation()
  const tell = useToast()
  const scoped = useScoped()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const tags = text.split(',').map((tag) => tag.trim()).filter(Boolean)
    if (!tags.length) return
    const answer = await add({ orderId: order.id, tagsBody: { tags } })
    if (!answer.error) setText('')
  }
  const remove = async (tag: string) => {
    const answer = await set({ orderId: order.id, 'If-Match': `"${order.version}"`, tagsBody: { tags: order.tags.filter((each) => each !== tag) } })
    if (!answer.error) tell(t`Tag “${tag}” taken off`, { label: t`Undo`, run: () => void add({ orderId: order.id, tagsBody: { tags: [tag] } }) })
  }
  return (
    <Card title={<Trans>Tags</Trans>}>
      <div className="space-y-3">
        {order.tags.length > 0 ? (
          <ul className="flex flex-wrap gap-1.5">
            {order.tags.map((tag) => (
              <li key={tag} className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 rounded-sm border border-line bg-sunken text-12 pointer-coarse:min-h-11">
                <Link to={scoped(`/orders?tag=${encodeURIComponent(tag)}`)} className="px-1.5 break-all hover:underline">
                  {tag}
                </Link>
                {may && (
                  <button type="button" aria-label={t`Take off ${tag}`} disabled={setting.isLoading} onClick={() => void remove(tag)} className="inline-flex size-6 items-center justify-center text-ink-2 hover:text-ink pointer-coarse:size-11">
                    <X aria-hidden="true" className="size-3" />
                  </button>
                )}
              </li>
            ))}
          </ul>
        ) : (
          !may && (
            <p className="text-13 text-ink-2">
              <Trans>No tags.</Trans>
            </p>
          )
        )}
        {may && (
          <form onSubmit={(event) => void submit(event)} className="flex gap-2">
            <div className="min-w-0 flex-1">
              <Input label={t`Add tags`} hideLabel placeholder={t`Add tags`} value={text} maxLength={255} onChange={(event) => setText(event.target.value)} />
            </div>
            <Button type="submit" busy={adding.isLoading} disabled={!text.trim()}>
              <Trans>Add</Trans>
            </Button>
          </form>
        )}
        <FormError error={adding.error ?? setting.error} />
      </div>
    </Card>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, ChevronRight, Copy } from 'lucide-react'
import { useMemo, useState } from 'react'

import { useGetRawOrderQuery } from '@/api/gen/orders'
import { problem } from '@/lib/errors'
import { copyText } from '@/lib/clipboard'
import { cn } from '@/lib/cn'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { Json } from './json'

/** The order in the vendor's own words. Asked for only when somebody looks. */
export function Raw({ orderId }: { orderId: string }) {
  const [open, setOpen] = useState(false)
  return (
    <section className="rounded-lg border border-line bg-surface">
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex h-11 w-full items-center gap-2 rounded-lg px-4 text-left text-14 font-semibold hover:bg-sunken">
          <ChevronRight aria-hidden="true" className={cn('size-4 text-ink-2 transition-transform', open && 'rotate-90')} />
          <Trans>Data from the store</Trans>
        </button>
      </h2>
      {open && <Payload orderId={orderId} />}
    </section>
  )
}

function Payload({ orderId }: { orderId: string }) {
  const { data, error, isLoading, refetch } = useGetRawOrderQuery({ orderId })
  const text = typeof data?.data.payload === 'string' ? data.data.payload : ''
  const [copied, setCopied] = useState(false)
  const parsed = useMemo(() => {
    try {
      return { value: JSON.parse(text) as unknown }
    } catch {
      return null
    }
  }, [text])
  if (isLoading) return <Skeleton className="m-4 h-32" />
  if (error)
    return problem(error).status === 404 ? (
      <p className="px-4 pb-4 text-13 text-ink-2">
        <Trans>This order was entered here, so no store sent any data.</Trans>
      </p>
    ) : (
      <Failure error={error} retry={() => void refetch()} />
    )
  const copy = async () => {
    setCopied(await copyText(parsed ? JSON.stringify(parsed.value, null, 2) : text))
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div className="space-y-2 px-4 pb-4">
      <Button icon={copied ? <Check className="size-4" /> : <Copy className="size-4" />} onClick={() => void copy()}>
        <span aria-live="polite">{copied ? t`Copied` : t`Copy`}</span>
      </Button>
      <div role="region" aria-label={t`Data from the store`} className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-12">
        {parsed ? <Json value={parsed.value} /> : <pre className="break-all whitespace-pre-wrap">{text}</pre>}
      </div>
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { type LevelRow, inventoryApi, useListLocationsQuery } from '@/api/gen/inventory'
import { useAppDispatch } from '@/app/store'
import { cn } from '@/lib/cn'
import { newKey } from '@/lib/id'
import { number } from '@/lib/money'
import { useScoped, useUrlState } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input, Select, control } from '@/ui/field'
import { Back, PageHead } from '@/ui/page'
import { Picture } from '@/ui/picture'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useChangeStockMutation } from '../api'
import { whole } from '../words'

interface Line {
  id: string
  product: string
  variant: string
  sku: string
  image: string | null
  onHand: number
  text: string
}

const MOST = 500

/** Many variants of one location counted and posted as one batch, all or none. */
export function Component() {
  const url = useUrlState()
  const scoped = useScoped()
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const tell = useToast()
  const { data } = useListLocationsQuery()
  const locations = data?.data.filter((each) => each.active) ?? []
  const location = locations.find((each) => each.id === url.get('location')) ?? locations.find((each) => each.is_default) ?? locations[0]
  const [lines, setLines] = useState<Line[]>([])
  const [words, setWords] = useState('')
  const [said, setSaid] = useState('')
  const [choices, setChoices] = useState<LevelRow[]>([])
  const [lookError, setLookError] = useState<unknown>(null)
  const [reason, setReason] = useState(() => t`Stock count`)
  const [key, setKey] = useState(newKey)
  const [send, { isLoading, error }] = useChangeStockMutation()
  const box = useRef<HTMLInputElement>(null)

  const read = (arg: Parameters<typeof inventoryApi.endpoints.listStockLevels.initiate>[0]) => dispatch(inventoryApi.endpoints.listStockLevels.initiate(arg, { subscribe: false, forceRefetch: true }))
  const add = (found: LevelRow[], here: LevelRow[]) => {
    setLines((before) => {
      const known = new Set(before.map((line) => line.id))
      const fresh = found
        .filter((row) => !known.has(row.variant_id))
        .map((row) => ({ id: row.variant_id, product: row.product, variant: row.variant, sku: row.sku, image: row.image_path, onHand: here.find((level) => level.variant_id === row.variant_id)?.on_hand ?? 0, text: '' }))
      return [...fresh, ...before].slice(0, MOST)
    })
    setChoices([])
    setWords('')
    box.current?.focus()
  }
  const take = async (rows: LevelRow[]) => {
    if (!location) return
    const here = await read({ variantId: rows.map((row) => row.variant_id), locationId: location.id, limit: 250 })
    add(rows, here.data?.data ?? [])
  }
  const look = async (event: FormEvent) => {
    event.preventDefault()
    const sought = words.trim()
    if (!sought) return
    setSaid('')
    const answer = await read({ q: sought, limit: 60 })
    setLookError(answer.error ?? null)
    if (!answer.data) return
    const rows = [...new Map(answer.data.data.map((row) => [row.variant_id, row])).values()]
    const exact = rows.filter((row) => [row.sku.toLowerCase(), row.barcode.toLowerCase()].includes(sought.toLowerCase()))
    if (!rows.length) setSaid(t`Nothing is called “${sought}”.`)
    else if (exact.length === 1 || rows.length === 1) await take(exact.length === 1 ? exact : rows)
    else setChoices(rows.slice(0, 12))
  }
  const counted = lines.filter((line) => line.text.trim() !== '')
  const wrong = counted.filter((line) => (whole(line.text) ?? -1) < 0)
  const post = async () => {
    if (!location || !counted.length || wrong.length) return
    const answer = await send({ key, body: { reason: reason.trim() || t`Stock count`, changes: counted.map((line) => ({ variant_id: line.id, location_id: location.id, absolute: whole(line.text) ?? 0 })) } })
    if ('error' in answer) return
    tell(t`Count of ${location.name} posted`)
    void navigate(scoped(`/inventory?location=${location.id}`))
  }
  const clear = () => {
    setLines([])
    tell(t`Lines cleared`, { label: t`Undo`, run: () => setLines(lines) })
  }
  return (
    <div className="mx-auto max-w-4xl">
      <PageHead
        title={t`Count stock`}
        eyebrow={
          <Back to="/inventory">
            <Trans>Inventory</Trans>
          </Back>
        }
      />
      <div className="space-y-4">
        <Card>
          <div className="grid gap-4 sm:grid-cols-2">
            <Select label={t`Location`} value={location?.id ?? ''} disabled={lines.length > 0} hint={lines.length > 0 ? t`Post or clear the lines first to change it.` : undefined} onChange={(event) => url.set({ location: event.target.value })}>
              {locations.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </Select>
            <Input label={t`Reason`} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </div>
          <form onSubmit={(event) => void look(event)} className="mt-4 flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <Input ref={box} label={t`Scan or type a SKU, barcode or title`} value={words} maxLength={100} autoFocus onChange={(event) => setWords(event.target.value)} />
            </div>
            <Button type="submit">
              <Trans>Add</Trans>
            </Button>
          </form>
          <p aria-live="polite" className="mt-1 text-13 text-warn">
            {said}
          </p>
          <FormError error={lookError} />
          {choices.length > 0 && (
            <ul aria-label={t`Found`} className="mt-2 divide-y divide-line rounded-md border border-line">
              {choices.map((row) => (
                <li key={row.variant_id}>
                  <button type="button" onClick={() => void take([row])} className="flex min-h-10 w-full items-center gap-3 px-3 py-1 text-left text-13 hover:bg-sunken pointer-coarse:min-h-11">
                    <Picture src={row.image_path} alt="" size={24} />
                    <span className="min-w-0 flex-1 truncate">
                      {row.product} <span className="text-ink-2">{row.variant}</span>
                    </span>
                    <span className="text-12 text-ink-2">{row.sku}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Card>
        {lines.length === 0 && (
          <p className="px-4 text-13 text-ink-2">
            <Trans>Each scan adds a line. Stock changes only when you post the counts.</Trans>
          </p>
        )}
        {lines.length > 0 && (
          <Card flush title={<Plural value={lines.length} one="# line" other="# lines" />}>
            <ul className="divide-y divide-line border-t border-line">
              {lines.map((line) => {
                const value = whole(line.text)
                const bad = line.text.trim() !== '' && (value === undefined || value < 0)
                const difference = value === undefined ? 0 : value - line.onHand
                return (
                  <li key={line.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13">
                    <Picture src={line.image} alt="" size={32} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{line.product}</span>
                      <span className="block truncate text-12 text-ink-2">{[line.variant, line.sku].filter(Boolean).join(' · ')}</span>
                    </span>
                    <span className="tnum text-ink-2">
                      <Trans>{number(line.onHand)} on hand</Trans>
                    </span>
                    <div className="w-20">
                    <input
                      aria-label={t`Counted: ${line.product} ${line.variant}`}
                      aria-invalid={bad || undefined}
                      inputMode="numeric"
                      value={line.text}
                      maxLength={8}
                      onChange={(event) => {
                        setKey(newKey())
                        setLines(lines.map((each) => (each.id === line.id ? { ...each, text: event.target.value } : each)))
                      }}
                      className={cn(control, 'tnum h-8 text-right pointer-coarse:h-11')}
                    />
                    </div>
                    <span className={cn('tnum w-12 text-right font-medium', difference < 0 ? 'text-bad' : difference > 0 ? 'text-ok' : 'text-ink-3')}>{line.text.trim() && !bad ? (difference > 0 ? `+${difference}` : difference) : ''}</span>
                    <IconButton label={t`Remove ${line.product} ${line.variant}`} onClick={() => setLines(lines.filter((each) => each.id !== line.id))}>
                      <X className="size-4" />
                    </IconButton>
                  </li>
                )
              })}
            </ul>
            <div className="space-y-2 border-t border-line p-4">
              <FormError error={error} />
              <div className="flex flex-wrap items-center justify-end gap-2">
                <p className="mr-auto text-13 text-ink-2">
                  {wrong.length > 0 ? <span className="text-bad">{t`Counts are whole numbers, zero or more.`}</span> : <Trans>Lines without a count are left alone.</Trans>}
                </p>
                <Button look="quiet" onClick={clear}>
                  <Trans>Clear</Trans>
                </Button>
                <Button look="primary" busy={isLoading} disabled={!counted.length || wrong.length > 0} onClick={() => void post()}>
                  <Plural value={counted.length} one="Post # count" other="Post # counts" />
                </Button>
              </div>
            </div>
          </Card>
        )}
      </div>
    </div>
  )
}

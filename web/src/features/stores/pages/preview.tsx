import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Navigate, useNavigate } from 'react-router'

import type { DraftOut, PlatformOut } from '@/api/gen/stores'
import { type MatchOut, type PreviewOut, usePreviewImportQuery, useStartSyncMutation } from '@/api/gen/sync'
import { useOrganisation } from '@/app/session'
import { date } from '@/lib/dates'
import { number } from '@/lib/money'
import { Badge, type Tone } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'

import { StepButtons, WizardPage, useWizard } from '../components/wizard'

const SHOWN = 12

export function Component() {
  const { draft, platform, instead } = useWizard('preview')
  if (!draft || !platform) return instead
  if (draft.step !== 'finished' || !draft.store_id) return <Navigate to={`/stores/connect/${draft.id}/test`} replace />
  return <Looking draft={draft} platform={platform} storeId={draft.store_id} />
}

function Looking({ draft, platform, storeId }: { draft: DraftOut; platform: PlatformOut; storeId: string }) {
  const navigate = useNavigate()
  const { data, error, isFetching, refetch } = usePreviewImportQuery({ storeId })
  const [start, starting] = useStartSyncMutation()
  const preview = data?.data
  const go = async () => {
    const answer = await start({ storeId, body: { kind: 'initial' } })
    if (answer.data) void navigate(`/stores/connect/${draft.id}/import?run=${answer.data.data.id}`)
  }
  return (
    <WizardPage at="preview" title={t`What will be imported`} draft={draft} platform={platform} intro={<Trans>This is what the shop holds. Nothing has been imported yet, and the import changes nothing in the shop.</Trans>}>
      {preview ? (
        <Found preview={preview} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
      ) : (
        <div role="status" aria-label={t`Reading the shop`} className="space-y-4">
          <Skeleton className="h-28 w-full rounded-lg" />
          <Skeleton className="h-40 w-full rounded-lg" />
        </div>
      )}
      <div className="mt-4">
        <FormError error={starting.error} />
      </div>
      <StepButtons back={<ButtonLink look="quiet" to={`/stores/connect/${draft.id}/locations`}>{t`Back`}</ButtonLink>}>
        {preview && (
          <Button busy={isFetching} onClick={() => void refetch()}>
            <Trans>Read again</Trans>
          </Button>
        )}
        {preview?.imported ? (
          <ButtonLink look="primary" to={`/stores/${storeId}`}>{t`Open the store`}</ButtonLink>
        ) : (
          <Button look="primary" disabled={!preview} busy={starting.isLoading} onClick={() => void go()}>
            <Trans>Start the import</Trans>
          </Button>
        )}
      </StepButtons>
    </WizardPage>
  )
}

function Figure({ value, name, hint }: { value: ReactNode; name: ReactNode; hint?: ReactNode }) {
  return (
    <div className="bg-surface px-4 py-3">
      <dt className="text-12 text-ink-2">{name}</dt>
      <dd className="tnum mt-0.5 text-20 font-semibold">{value}</dd>
      {hint && <dd className="mt-0.5 text-12 text-ink-2">{hint}</dd>}
    </div>
  )
}

function Found({ preview }: { preview: PreviewOut }) {
  const { timezone } = useOrganisation()
  const { products, orders } = preview
  const count = (total: number | null, read: number) => (total === null ? t`${number(read)}+` : number(total))
  return (
    <div className="space-y-5">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3">
        <Figure name={<Trans>Products</Trans>} value={count(products.total, products.read)} hint={!products.complete && <Trans>the first {number(products.read)} were looked at</Trans>} />
        <Figure name={<Trans>New products</Trans>} value={number(products.new)} hint={products.new > 0 && <Trans>are added to your catalogue</Trans>} />
        <Figure name={<Trans>Match yours</Trans>} value={number(products.linked + products.known)} hint={products.linked + products.known > 0 && <Trans>are linked by SKU or barcode</Trans>} />
        <Figure name={<Trans>For you to decide</Trans>} value={number(products.ask)} hint={products.ask > 0 && <Trans>may be products that you have</Trans>} />
        <Figure name={<Trans>Orders</Trans>} value={count(orders.total, orders.read)} hint={<Trans>since {date(orders.since, timezone)}</Trans>} />
        <Figure name={<Trans>Open orders</Trans>} value={number(orders.open)} hint={!orders.complete && <Trans>among the first {number(orders.read)}</Trans>} />
      </dl>
      {products.without_sku > 0 && (
        <p className="text-13 text-ink-2">
          <Plural value={products.without_sku} one="# variant has no SKU and can be matched by barcode only." other="# variants have no SKU and can be matched by barcode only." />
        </p>
      )}
      <Matches rows={[...products.matches]} />
    </div>
  )
}

function outcomeWord(outcome: string): { text: string; tone: Tone } {
  const words: Record<string, { text: string; tone: Tone }> = {
    linked: { text: t`Will be linked`, tone: 'ok' },
    ask: { text: t`You will be asked`, tone: 'warn' },
    known: { text: t`Linked already`, tone: 'neutral' },
  }
  return words[outcome] ?? { text: t`New`, tone: 'info' }
}

interface Met {
  key: string
  product: string
  outcome: string
  skus: string[]
}

/** One line a product: its variants meet the same product of ours. */
function byProduct(rows: MatchOut[]): Met[] {
  const found = new Map<string, Met>()
  for (const row of rows) {
    const key = `${row.product_external_id} ${row.outcome}`
    const met = found.get(key) ?? { key, product: row.product, outcome: row.outcome, skus: [] }
    met.skus.push(row.sku || t`no SKU`)
    found.set(key, met)
  }
  const rank = ['ask', 'linked', 'known']
  return [...found.values()].sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome))
}

function Matches({ rows }: { rows: MatchOut[] }) {
  const [all, setAll] = useState(false)
  if (!rows.length) return null
  const sorted = byProduct(rows)
  const shown = all ? sorted : sorted.slice(0, SHOWN)
  return (
    <Card title={<Trans>Products that match yours</Trans>} flush>
      <ul className="divide-y divide-line border-t border-line">
        {shown.map((row) => {
          const word = outcomeWord(row.outcome)
          return (
            <li key={row.key} className="flex items-start justify-between gap-4 px-4 py-2 text-13">
              <span className="min-w-0 flex-1">
                <span className="block break-words">{row.product}</span>
                <span className="block font-mono text-12 break-words text-ink-2">{row.skus.join(', ')}</span>
              </span>
              <Badge tone={word.tone}>{word.text}</Badge>
            </li>
          )
        })}
      </ul>
      {!all && sorted.length > SHOWN && (
        <div className="border-t border-line px-2 py-2">
          <Button look="quiet" onClick={() => setAll(true)}>
            <Plural value={sorted.length} one="Show all #" other="Show all #" />
          </Button>
        </div>
      )}
    </Card>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plug, Plus } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { type ConnectionOut, type PlatformOut, useListConnectionsQuery, useListPlatformsQuery } from '@/api/gen/stores'
import { useMay } from '@/app/session'
import { connectionState } from '@/lib/connections'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import '../api'

import { CarrierDialog } from '../components/carrier-dialog'
import { ConnectionTest, Disconnect, PauseResume } from '../components/connection-actions'
import { ConnectionFacts, Masked, When, fieldLabel } from '../components/connection-facts'
import { PlatformLogo } from '../components/platform-logo'

/** Everything that KSAP is connected with: stores and carriers, with masked secrets and their age. */
export function Component() {
  const may = useMay('connections.manage')
  const { data, error, refetch } = useListConnectionsQuery({})
  const { data: platforms } = useListPlatformsQuery({})
  const [carrier, setCarrier] = useState<ConnectionOut | 'new' | null>(null)
  const rows = data?.data ?? []
  return (
    <div className="max-w-4xl">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-prose text-13 text-ink-2">
          <Trans>Secrets are sealed when you save them; only their last characters are ever shown.</Trans>
        </p>
        {may && platforms && (
          <Button look="primary" icon={<Plus className="size-4" />} onClick={() => setCarrier('new')}>
            <Trans>Connect a carrier</Trans>
          </Button>
        )}
      </div>
      <div className="rounded-lg border border-line bg-surface">
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={4} />
        ) : rows.length === 0 ? (
          <Empty icon={<Plug />} title={<Trans>Nothing is connected</Trans>}>
            <Trans>Connect stores under Stores, and the carriers that you ship with here.</Trans>
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {rows.map((connection) => (
              <Row key={connection.id} connection={connection} platform={platforms?.data.find((each) => each.slug === connection.vendor)} may={may} reconnect={() => setCarrier(connection)} />
            ))}
          </ul>
        )}
      </div>
      {carrier && platforms && <CarrierDialog platforms={platforms.data.filter((each) => each.kind === 'carrier')} connection={carrier === 'new' ? null : carrier} onClose={() => setCarrier(null)} />}
    </div>
  )
}

function Row({ connection, platform, may, reconnect }: { connection: ConnectionOut; platform?: PlatformOut; may: boolean; reconnect: () => void }) {
  const [open, setOpen] = useState(false)
  const state = connectionState(connection.state)
  const words = connection.kind === 'carrier' && connection.state === 'connected' ? t`Works` : state.text
  const masks = Object.entries(connection.masks)
  const store = connection.store_id
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <PlatformLogo platform={platform} size="size-7" />
        <div className="min-w-0 flex-1 basis-48">
          <p className="truncate text-13 font-medium">
            {store ? (
              <Link to={`/stores/${store}/connection`} className="inline-flex min-h-6 items-center hover:underline">
                {connection.title}
              </Link>
            ) : (
              connection.title
            )}
          </p>
          <p className="text-12 text-ink-2">
            {platform?.title ?? connection.vendor}
            {connection.environment === 'sandbox' && <>, {t`Sandbox`}</>} ·{' '}
            <Trans>
              credentials from <When at={connection.rotated_at} />
            </Trans>
          </p>
        </div>
        <dl className="hidden min-w-0 basis-52 text-12 md:block">
          {masks.slice(0, 2).map(([name, mask]) => (
            <div key={name} className="flex gap-2">
              <dt className="truncate text-ink-2">{fieldLabel(platform, connection.auth, name)}</dt>
              <dd>
                <Masked mask={mask} />
              </dd>
            </div>
          ))}
        </dl>
        <Badge tone={state.tone} className="max-sm:ml-11">{words}</Badge>
        {connection.kind === 'carrier' && (
          <Button look="quiet" aria-expanded={open} aria-label={t`Details of ${connection.title}`} onClick={() => setOpen(!open)}>
            {open ? <Trans>Close</Trans> : <Trans>Details</Trans>}
          </Button>
        )}
      </div>
      {connection.state_reason && <p className="mt-1 pl-11 text-12 text-bad">{connection.state_reason}</p>}
      {open && (
        <div className="mt-3 space-y-4 rounded-md bg-sunken p-4">
          <ConnectionFacts connection={connection} platform={platform} />
          {may && connection.state !== 'disconnected' && <ConnectionTest connectionId={connection.id} />}
          {may && (
            <div className="flex flex-wrap gap-2">
              <Button onClick={reconnect}>
                <Trans>New credentials</Trans>
              </Button>
              <PauseResume connection={connection} />
              {connection.state !== 'disconnected' && <Disconnect connection={connection} name={connection.title} />}
            </div>
          )}
        </div>
      )}
    </li>
  )
}

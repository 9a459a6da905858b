import { Trans } from '@lingui/react/macro'
import { Plug, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { type IntegrationOut, useListIntegrationsQuery } from '@/api/gen/settings'
import { type ConnectionOut, useListConnectionsQuery, useListPlatformsQuery } from '@/api/gen/stores'
import { useMay } from '@/app/session'
import { Button } from '@/ui/button'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import '../api'

import { CarrierDialog } from '../components/carrier-dialog'
import { Integration } from '../components/integration'
import { Terms } from '../components/terms'

const groups: { kinds: string[]; title: () => ReactNode; text?: () => ReactNode }[] = [
  { kinds: ['store'], title: () => <Trans>Stores</Trans> },
  { kinds: ['carrier'], title: () => <Trans>Carriers</Trans> },
  {
    kinds: ['mail', 'identity'],
    title: () => <Trans>For the whole installation</Trans>,
    text: () => <Trans>These serve every organisation here; the administrator of the installation changes them on the command line.</Trans>,
  },
]

/** Every credential that the organisation holds: masked, with its age, when it was tested and used, and what to do about it. */
export function Component() {
  const may = useMay('connections.manage')
  const { data, error, refetch } = useListIntegrationsQuery()
  const { data: connections } = useListConnectionsQuery({})
  const { data: platforms } = useListPlatformsQuery({})
  const [replacing, setReplacing] = useState<ConnectionOut | 'new' | null>(null)
  const rows = data?.data ?? []
  const own = rows.some((each) => each.connection_id)
  const connection = (each: IntegrationOut) => connections?.data.find((held) => held.id === each.connection_id)
  return (
    <div className="max-w-5xl space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-13 text-ink-2">
          <Trans>Secrets are encrypted when you save them; only their last characters are ever shown. Every view, test and change of a credential is in the audit log.</Trans>
        </p>
        {may && platforms && (
          <Button look="primary" icon={<Plus className="size-4" />} onClick={() => setReplacing('new')}>
            <Trans>Connect a carrier</Trans>
          </Button>
        )}
      </div>
      <Terms rows={rows} />
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <div className="rounded-lg border border-line bg-surface">
          <SkeletonRows rows={5} />
        </div>
      ) : (
        groups.map((group) => {
          const held = rows.filter((each) => group.kinds.includes(each.kind))
          if (held.length === 0) return null
          return (
            <section key={group.kinds[0]} aria-labelledby={`group-${group.kinds[0]}`}>
              <h2 id={`group-${group.kinds[0]}`} className="text-14 font-semibold">
                {group.title()}
              </h2>
              {group.text && <p className="mt-0.5 max-w-prose text-12 text-ink-2">{group.text()}</p>}
              <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
                {held.map((each) => (
                  <Integration
                    key={each.id}
                    integration={each}
                    connection={connection(each)}
                    platform={platforms?.data.find((platform) => platform.slug === each.vendor)}
                    replace={setReplacing}
                  />
                ))}
              </ul>
            </section>
          )
        })
      )}
      {data && !own && (
        <div className="rounded-lg border border-line bg-surface">
          <Empty icon={<Plug />} title={<Trans>Nothing is connected</Trans>}>
            <Trans>Connect stores under Stores, and the carriers that you ship with here.</Trans>
          </Empty>
        </div>
      )}
      {replacing && platforms && (
        <CarrierDialog
          platforms={platforms.data.filter((each) => (replacing === 'new' ? each.kind === 'carrier' : each.slug === replacing.vendor))}
          connection={replacing === 'new' ? null : replacing}
          onClose={() => setReplacing(null)}
        />
      )}
    </div>
  )
}

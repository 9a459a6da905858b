import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'

import { type ApiKeyOut, useListApiKeysQuery, useRevokeApiKeyMutation } from '@/api/gen/apiKeys'
import { useListPermissionsQuery } from '@/api/gen/members'
import { useScopeChoice } from '@/app/scope-button'
import { useMay, useOrganisation } from '@/app/session'
import { ago, date, dateTime } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Drawer } from '@/ui/overlay'
import { Empty, Failure } from '@/ui/state'
import { StoreTags } from '@/ui/store-limit'
import { useToast } from '@/ui/toast'
import { type Column, Table } from '@/ui/table/table'

import { Held } from '../components/picker'
import { expiry, keyState } from '../keys'
import { byArea } from '../permissions'
import { useHref } from '../use-href'

export function Component() {
  const url = useUrlState()
  const href = useHref('key')
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const { data, error, isLoading, refetch } = useListApiKeysQuery(undefined, { refetchOnMountOrArgChange: true })
  const [revoking, setRevoking] = useState<ApiKeyOut | null>(null)
  const keys = data?.data ?? []
  const open = keys.find((key) => key.id === url.get('key'))
  const columns = useMemo<Column<ApiKeyOut>[]>(
    () => [
      { key: 'name', head: t`Name`, width: 'minmax(6rem,1.6fr)', phone: 'title', cell: (key) => key.name },
      { key: 'prefix', head: t`Begins with`, width: '6.5rem', cell: (key) => <span className="font-mono text-12">{key.prefix}…</span> },
      { key: 'scopes', head: t`May`, width: '6.75rem', cell: (key) => <Plural value={key.permissions.length} one="# permission" other="# permissions" /> },
      { key: 'stores', head: t`Stores`, width: '5.25rem', cell: (key) => (key.store_ids ? <Plural value={key.store_ids.length} one="# store" other="# stores" /> : t`All stores`) },
      {
        key: 'used',
        head: t`Last used`,
        width: '6rem',
        phone: 'second',
        cell: (key) => (key.last_used_at ? <time title={dateTime(key.last_used_at, timezone)}>{ago(key.last_used_at, now)}</time> : <span className="text-ink-2">{t`Not used yet`}</span>),
      },
      { key: 'expires', head: t`Expires`, width: '5.75rem', cell: (key) => expiry(key, timezone) },
      {
        key: 'state',
        head: t`State`,
        width: '5.5rem',
        phone: 'end',
        cell: (key) => {
          const state = keyState(key, now)
          return <Badge tone={state.tone}>{state.text}</Badge>
        },
      },
    ],
    [now, timezone],
  )
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl min-w-0 flex-1 basis-64 text-13 text-ink-2">
          <Trans>For programs that call the API in the organisation's name. A key keeps working when the person who made it leaves: revoke what nobody needs.</Trans>
        </p>
        {keys.length > 0 && (
          <ButtonLink look="primary" to="/settings/api-keys/new" icon={<Plus className="size-4" />}>
            <Trans>New key</Trans>
          </ButtonLink>
        )}
      </div>
      <Card flush>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`API keys`}
            columns={columns}
            rows={keys}
            rowKey={(key) => key.id}
            rowHref={(key) => href(key.id)}
            rowLabel={(key) => key.name}
            activeKey={open?.id}
            loading={isLoading}
            empty={
              <Empty
                icon={<KeyRound />}
                title={<Trans>No API key yet</Trans>}
                action={
                  <ButtonLink look="primary" to="/settings/api-keys/new" icon={<Plus className="size-4" />}>
                    <Trans>New key</Trans>
                  </ButtonLink>
                }
              >
                <Trans>With a key a script, an accounting tool or a dashboard of your own reads and changes what you allow it to, and nothing else.</Trans>
              </Empty>
            }
          />
        )}
      </Card>
      <Drawer open={Boolean(open)} onOpenChange={(on) => !on && url.set({ key: undefined })} title={open?.name ?? ''}>
        {open && <Details apiKey={open} onRevoke={() => setRevoking(open)} />}
      </Drawer>
      {revoking && (
        <Revoke
          apiKey={revoking}
          onClose={(done) => {
            setRevoking(null)
            if (done) url.set({ key: undefined }, { replace: true })
          }}
        />
      )}
    </>
  )
}

function Details({ apiKey, onRevoke }: { apiKey: ApiKeyOut; onRevoke: () => void }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const may = useMay('members.read')
  const { stores } = useScopeChoice()
  const catalogue = useListPermissionsQuery(undefined, { skip: !may })
  const known = catalogue.data?.data ?? apiKey.permissions.map((name) => ({ name, meaning: '', assignable: true }))
  const state = keyState(apiKey, now)
  return (
    <div className="space-y-5 px-4 pb-6">
      <Facts
        rows={[
          [t`State`, <Badge key="state" tone={state.tone}>{state.text}</Badge>],
          [t`Begins with`, <span key="prefix" className="font-mono">{apiKey.prefix}…</span>],
          [t`Stores`, apiKey.store_ids ? <StoreTags key="stores" stores={stores} ids={apiKey.store_ids} none={t`No store any more`} /> : t`All stores`],
          [t`Made by`, apiKey.created_by],
          [t`Made on`, date(apiKey.created_at, timezone)],
          [t`Expires`, expiry(apiKey, timezone)],
          [t`Last used`, apiKey.last_used_at ? dateTime(apiKey.last_used_at, timezone) : t`Not used yet`],
        ]}
      />
      <Button look="danger" onClick={onRevoke}>
        <Trans>Revoke</Trans>
      </Button>
      <div>
        <h3 className="mb-2 text-14 font-semibold">
          <Trans>What it may do</Trans>
        </h3>
        <Held areas={byArea(known)} held={apiKey.permissions} />
      </div>
    </div>
  )
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKeyOut; onClose: (done: boolean) => void }) {
  const tell = useToast()
  const now = useNow(60_000)
  const [revoke, { error, isLoading }] = useRevokeApiKeyMutation()
  const confirmed = async () => {
    if ((await revoke({ keyId: apiKey.id })).error) return
    tell(t`Key revoked`)
    onClose(true)
  }
  const used = apiKey.last_used_at ? t`It was last used ${ago(apiKey.last_used_at, now)}.` : t`It was never used.`
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose(false)}
      title={t`Revoke “${apiKey.name}”?`}
      consequence={`${used} ${t`Programs that use it are refused from their next call on. This cannot be undone.`}`}
      action={<Trans>Revoke</Trans>}
      busy={isLoading}
      error={error}
      onConfirm={() => void confirmed()}
    >
      {null}
    </Confirm>
  )
}

/** Programs of others: what the organisation registered, and what one allowed in one's own name. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { AppWindow, Plus } from 'lucide-react'
import { useState } from 'react'

import { type ClientOut, type GrantOut, useListOauthClientsQuery, useListOauthGrantsQuery, useRevokeOauthGrantMutation } from '@/api/gen/oauth'
import { useMay, useOrganisation } from '@/app/session'
import { ago, date, dateTime } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { useToast } from '@/ui/toast'
import { type Column, Table } from '@/ui/table/table'

export function Component() {
  const may = useMay('oauth.clients')
  return (
    <div className="space-y-8">
      {may && <Clients />}
      <Grants />
    </div>
  )
}

function Clients() {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const { data, error, isLoading, refetch } = useListOauthClientsQuery(undefined, { refetchOnMountOrArgChange: true })
  const rows = data?.data ?? []
  const fresh = (
    <ButtonLink look="primary" to="/settings/oauth-apps/new" icon={<Plus className="size-4" />}>
      <Trans>Register an app</Trans>
    </ButtonLink>
  )
  const columns: Column<ClientOut>[] = [
    { key: 'name', head: t`App`, width: 'minmax(9rem,1.6fr)', phone: 'title', cell: (app) => app.name },
    { key: 'kind', head: t`Kind`, width: 'minmax(8rem,1fr)', phone: 'second', cell: (app) => (app.kind === 'public' ? t`Browser or phone` : t`On a server`) },
    { key: 'scopes', head: t`May ask for`, width: '7.5rem', cell: (app) => <Plural value={app.scopes.length} one="# permission" other="# permissions" /> },
    { key: 'by', head: t`Registered by`, width: 'minmax(8rem,1fr)', cell: (app) => app.created_by },
    {
      key: 'used',
      head: t`Last used`,
      width: '7rem',
      align: 'end',
      phone: 'end',
      cell: (app) => (app.last_used_at ? <time title={dateTime(app.last_used_at, timezone)}>{ago(app.last_used_at, now)}</time> : <span className="text-ink-2">{t`Not used yet`}</span>),
    },
  ]
  return (
    <section>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-2xl min-w-0 flex-1 basis-64">
          <h2 className="text-14 font-semibold">
            <Trans>Registered apps</Trans>
          </h2>
          <p className="mt-1 text-13 text-ink-2">
            <Trans>Programs that people of your organisation can let act in their name (OAuth 2.0), or that act for themselves.</Trans>
          </p>
        </div>
        {rows.length > 0 && fresh}
      </div>
      <Card flush>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`Registered apps`}
            columns={columns}
            rows={rows}
            rowKey={(app) => app.id}
            rowHref={(app) => `/settings/oauth-apps/${app.id}`}
            loading={isLoading}
            empty={
              <Empty icon={<AppWindow />} title={<Trans>No app is registered</Trans>} action={fresh}>
                <Trans>Register one when a service of others should work with your data without anybody's password.</Trans>
              </Empty>
            }
          />
        )}
      </Card>
    </section>
  )
}

function Grants() {
  const { data, error, refetch } = useListOauthGrantsQuery(undefined, { refetchOnMountOrArgChange: true })
  return (
    <section>
      <h2 className="text-14 font-semibold">
        <Trans>Apps that act in your name</Trans>
      </h2>
      <p className="mt-1 mb-4 text-13 text-ink-2">
        <Trans>What you allowed here. Take back what you do not use any more.</Trans>
      </p>
      <div className="rounded-lg border border-line bg-surface">
        {data ? (
          data.data.length ? (
            <ul className="divide-y divide-line">
              {data.data.map((grant) => (
                <Grant key={grant.id} grant={grant} />
              ))}
            </ul>
          ) : (
            <p className="px-4 py-4 text-13 text-ink-2">
              <Trans>No app has access to your account.</Trans>
            </p>
          )
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )}
      </div>
    </section>
  )
}

function Grant({ grant }: { grant: GrantOut }) {
  const now = useNow(60_000)
  const tell = useToast()
  const { timezone } = useOrganisation()
  const [asked, setAsked] = useState(false)
  const [revoke, { error, isLoading }] = useRevokeOauthGrantMutation()
  const confirmed = async () => {
    if ((await revoke({ grantId: grant.id })).error) return
    tell(t`Taken back`)
  }
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <AppWindow aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
      <div className="min-w-0 flex-1">
        <p className="text-13 font-medium break-words">{grant.client_name}</p>
        <p className="text-12 text-ink-2">
          <Trans>Allowed {date(grant.created_at, timezone)}</Trans>
          {' · '}
          {grant.last_used_at ? <Trans>last used {ago(grant.last_used_at, now)}</Trans> : <Trans>not used yet</Trans>}
          {' · '}
          <Plural value={grant.scopes.length} one="# permission" other="# permissions" />
        </p>
      </div>
      <Button look="quiet" onClick={() => setAsked(true)}>
        <Trans>Take back</Trans>
      </Button>
      <Confirm open={asked} onOpenChange={setAsked} title={t`Take access back from ${grant.client_name}?`} consequence={t`It is refused from its next call on. To use it again you have to allow it anew.`} action={<Trans>Take back</Trans>} busy={isLoading} error={error} onConfirm={() => void confirmed()}>
        {null}
      </Confirm>
    </li>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleAlert, Download, ScrollText, ShieldCheck, X } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'

import { type EntryOut, useListAuditActionsQuery } from '@/api/gen/audit'
import { useMay, useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { addDays } from '@/lib/ranges'
import { useUrlState } from '@/lib/url-state'
import { useWho } from '@/lib/who'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Drawer } from '@/ui/overlay'
import { Empty, Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'
import { type Facet, FacetChip, SearchBox } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { type AuditFilters, auditParams, saveFrom, useAuditPagesInfiniteQuery } from '../api'
import { actionArea, actionWords, actorKinds, isWarning, targetKind, targetName, who } from '../audit-words'
import { Days, daysOf } from '../components/days'
import { Entry } from '../components/entry'
import { Verify } from '../components/verify'
import { useHref } from '../use-href'
import { startOfDay } from '../zoned'

const ALL = ['actor', 'by', 'area', 'action', 'object', 'request', 'range', 'from', 'to']

export function Component() {
  const may = useMay('organisation.audit')
  if (!may)
    return (
      <Empty title={<Trans>Your role does not include the audit log</Trans>}>
        <Trans>Owners and admins read it.</Trans>
      </Empty>
    )
  return <Log />
}

function useFilters(): { filters: AuditFilters; narrowed: boolean } {
  const url = useUrlState()
  const { timezone } = useOrganisation()
  const days = daysOf(url, timezone)
  const filters: AuditFilters = {
    actor: url.get('actor') || undefined,
    actorKind: url.get('by') || undefined,
    action: url.get('action') || url.get('area') || undefined,
    objectId: url.get('object') || undefined,
    requestId: url.get('request') || undefined,
    since: days ? startOfDay(days.from, timezone) : undefined,
    until: days ? startOfDay(addDays(days.to, 1), timezone) : undefined,
  }
  return { filters, narrowed: ALL.some((name) => url.get(name)) }
}

function Log() {
  const url = useUrlState()
  const { timezone } = useOrganisation()
  const { filters, narrowed } = useFilters()
  const href = useHref('entry')
  const [verifying, setVerifying] = useState(false)
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useAuditPagesInfiniteQuery(filters, { refetchOnMountOrArgChange: true })
  const rows = useRows<EntryOut>(data)
  const known = useWho()
  const open = rows.find((entry) => entry.id === url.get('entry'))
  const clear = () => url.set(Object.fromEntries(ALL.map((name) => [name, undefined])))
  const columns = useMemo<Column<EntryOut>[]>(
    () => [
      {
        key: 'what',
        head: t`What`,
        width: 'minmax(8rem,1.2fr)',
        phone: 'title',
        cell: (entry) =>
          isWarning(entry.action) ? (
            <span className="text-warn">
              <CircleAlert aria-hidden="true" className="mr-1.5 -mt-0.5 inline size-4" />
              {actionWords(entry.action)}
            </span>
          ) : (
            actionWords(entry.action)
          ),
      },
      {
        key: 'target',
        head: t`To what`,
        width: 'minmax(8rem,1.2fr)',
        cell: (entry) => (
          <>
            <span className="text-ink-2">{targetKind(entry.target_kind)}</span> {targetName(entry)}
          </>
        ),
      },
      { key: 'who', head: t`Who`, width: 'minmax(9rem,1.2fr)', phone: 'second', cell: (entry) => who(entry, known) },
      { key: 'when', head: t`When`, width: '10.5rem', align: 'end', phone: 'second', cell: (entry) => <time dateTime={entry.at}>{dateTime(entry.at, timezone)}</time> },
    ],
    [timezone, known],
  )
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl min-w-0 flex-1 basis-64 text-13 text-ink-2">
          <Trans>Who did what, and when: sign-ins, settings, connections, exports. Nothing here can be changed or deleted, by anybody.</Trans>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button icon={<ShieldCheck className="size-4" />} onClick={() => setVerifying(true)}>
            <Trans>Check the log</Trans>
          </Button>
          <Export filters={filters} narrowed={narrowed} />
        </div>
      </div>
      <Filters />
      <Card flush>
        {error && !rows.length ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`Audit log`}
            columns={columns}
            rows={rows}
            rowKey={(entry) => entry.id}
            rowHref={(entry) => href(entry.id)}
            rowLabel={(entry) => actionWords(entry.action)}
            activeKey={open?.id}
            loading={isLoading}
            loadingMore={isFetchingNextPage}
            hasMore={hasNextPage}
            onMore={() => void fetchNextPage()}
            empty={
              narrowed ? (
                <Empty title={<Trans>No entry matches</Trans>} action={<Button onClick={clear}>{t`Clear filters`}</Button>} />
              ) : (
                <Empty icon={<ScrollText />} title={<Trans>Nothing has been noted yet</Trans>}>
                  <Trans>From the next sign-in or change on, it stands here.</Trans>
                </Empty>
              )
            }
          />
        )}
      </Card>
      <Drawer open={Boolean(open)} onOpenChange={(on) => !on && url.set({ entry: undefined })} title={open ? actionWords(open.action) : ''}>
        {open && (
          <Entry
            entry={open}
            onNarrow={(changes) => url.set({ ...Object.fromEntries([...ALL, 'entry'].map((name) => [name, undefined])), ...changes })}
          />
        )}
      </Drawer>
      {verifying && <Verify onClose={() => setVerifying(false)} />}
    </>
  )
}

function Filters() {
  const url = useUrlState()
  const { timezone } = useOrganisation()
  const { data } = useListAuditActionsQuery()
  const actions = data?.data ?? []
  const area = url.get('area')
  const areas = [...new Set(actions.map((action) => action.split('.')[0] ?? ''))]
  const facets: Facet[] = [
    { name: 'area', label: t`Area`, options: areas.map((prefix) => ({ value: `${prefix}.`, text: actionArea(prefix) })).sort((a, b) => a.text.localeCompare(b.text)) },
    ...(area ? [{ name: 'action', label: t`What`, options: actions.filter((action) => action.startsWith(area)).map((action) => ({ value: action, text: actionWords(action) })) }] : []),
    { name: 'by', label: t`Done by`, options: actorKinds() },
  ]
  const search = useCallback((value: string) => url.set({ actor: value }, { replace: true }), [url])
  const marks: [string, string][] = [
    ['object', t`About one thing`],
    ['request', t`Of one call`],
  ]
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <SearchBox label={t`Search by name or e-mail`} value={url.get('actor')} onChange={search} />
      <Days url={url} timezone={timezone} />
      {facets.map((facet) => (
        <FacetChip
          key={facet.name}
          facet={facet}
          chosen={url.get(facet.name) ? [url.get(facet.name)] : []}
          onChange={(values) => url.set({ [facet.name]: values[values.length - 1], ...(facet.name === 'area' ? { action: undefined } : {}) })}
        />
      ))}
      {marks.map(
        ([name, text]) =>
          url.get(name) && (
            <span key={name} className="inline-flex items-center rounded-md border border-accent bg-accent-soft pl-2.5 text-13 text-accent">
              {text}
              <IconButton label={t`Remove filter ${text}`} onClick={() => url.set({ [name]: undefined })} className="size-7 text-accent">
                <X className="size-3.5" />
              </IconButton>
            </span>
          ),
      )}
    </div>
  )
}

function Export({ filters, narrowed }: { filters: AuditFilters; narrowed: boolean }) {
  const tell = useToast()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      await saveFrom('/api/v1/audit/export', auditParams(filters), 'audit.csv')
      tell(t`Exported. The export itself is in the log, too.`)
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button busy={busy} icon={<Download className="size-4" />} onClick={() => void save()}>
        {narrowed ? <Trans>Export what is shown</Trans> : <Trans>Export all</Trans>}
      </Button>
      <FormError error={error} />
    </>
  )
}

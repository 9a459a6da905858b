import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { useCallback, useMemo } from 'react'

import { type ColumnOut, type TableOut, useReadDataMapQuery } from '@/api/gen/privacy'
import { useUrlState } from '@/lib/url-state'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { FacetChip, SearchBox } from '@/ui/table/filters'

import { PrivacyFrame } from '../components/privacy-frame'

const SUBJECTS = ['buyer', 'member', 'both', 'none']
const KINDS = ['personal', 'secret', 'plain']

function subjectWords(subject: string): string {
  const words: Record<string, string> = { buyer: t`Buyers`, member: t`Members`, both: t`Buyers and members`, none: t`Of no person` }
  return words[subject] ?? subject
}

function kindWords(kind: string): { text: string; tone: Tone } {
  const words: Record<string, { text: string; tone: Tone }> = {
    personal: { text: t`Personal`, tone: 'warn' },
    secret: { text: t`Secret`, tone: 'bad' },
    plain: { text: t`Neither`, tone: 'neutral' },
  }
  return words[kind] ?? { text: kind, tone: 'neutral' }
}

export function Component() {
  const url = useUrlState()
  const { data, error, refetch } = useReadDataMapQuery()
  const search = useCallback((value: string) => url.set({ q: value }, { replace: true }), [url])
  const query = url.get('q')
  const kinds = url.all('kind')
  const subjects = url.all('subject')
  const narrowed = query !== '' || kinds.length > 0
  const found = useMemo(() => narrow(data?.data ?? [], query, kinds, subjects), [data, query, kinds, subjects])
  const columns = found.reduce((sum, table) => sum + table.columns.length, 0)
  return (
    <PrivacyFrame text={<Trans>What every column of every table is for, and whether it tells of a person. Made from the program itself: a column without a purpose does not get into a release.</Trans>}>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchBox label={t`Table, column or purpose`} value={query} onChange={search} />
        <FacetChip facet={{ name: 'subject', label: t`Of whom`, options: SUBJECTS.map((value) => ({ value, text: subjectWords(value) })) }} chosen={subjects} onChange={(values) => url.set({ subject: values })} />
        <FacetChip facet={{ name: 'kind', label: t`Kind`, options: KINDS.map((value) => ({ value, text: kindWords(value).text })) }} chosen={kinds} onChange={(values) => url.set({ kind: values })} />
        {data && (
          <p role="status" className="tnum text-12 text-ink-2 sm:ml-auto">
            <Plural value={found.length} one="# table" other="# tables" />, <Plural value={columns} one="# column" other="# columns" />
          </p>
        )}
      </div>
      <Card flush>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={12} />
        ) : found.length ? (
          <ul aria-label={t`Tables`} className="divide-y divide-line">
            {found.map((table) => (
              <Row key={`${table.name} ${narrowed}`} table={table} open={narrowed && found.length <= 12} />
            ))}
          </ul>
        ) : (
          <Empty title={<Trans>Nothing matches</Trans>} action={<Button onClick={() => url.set({ q: undefined, kind: undefined, subject: undefined })}>{t`Clear filters`}</Button>} />
        )}
      </Card>
    </PrivacyFrame>
  )
}

/** The tables that match, each with its columns that do; a table that matches by itself keeps all of them. */
function narrow(tables: TableOut[], query: string, kinds: string[], subjects: string[]): TableOut[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (...texts: string[]) => words.every((word) => texts.some((text) => text.toLowerCase().includes(word)))
  return tables
    .filter((table) => !subjects.length || subjects.includes(table.subject))
    .map((table) => {
      const whole = has(table.name, table.purpose)
      return { ...table, columns: table.columns.filter((column) => (!kinds.length || kinds.includes(column.kind)) && (whole || has(table.name, table.purpose, column.name, column.purpose))) }
    })
    .filter((table) => table.columns.length > 0)
}

function Row({ table, open }: { table: TableOut; open: boolean }) {
  const personal = table.columns.filter((column) => column.kind === 'personal').length
  const secret = table.columns.filter((column) => column.kind === 'secret').length
  return (
    <li>
      <details open={open} className="group">
        <summary className="grid min-h-12 cursor-pointer grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 px-4 py-3 text-13 md:grid-cols-[1rem_minmax(0,1fr)_9rem_13rem]">
          <ChevronRight aria-hidden="true" className="mt-0.5 size-4 text-ink-3 group-open:rotate-90" />
          <span className="min-w-0">
            <span className="block font-mono font-medium break-all">{table.name}</span>
            <span lang="en" className="block text-12 text-ink-2">
              {table.purpose}
            </span>
          </span>
          <span className="col-start-2 md:col-start-auto">{table.subject !== 'none' && subjectWords(table.subject)}</span>
          <span className="col-start-2 flex flex-wrap gap-x-3 md:col-start-auto">
            {personal > 0 && <Badge tone="warn">{t`${personal} personal`}</Badge>}
            {secret > 0 && <Badge tone="bad">{t`${secret} secret`}</Badge>}
          </span>
        </summary>
        <div className="px-4 pb-4 pl-11">
          <p className="mb-2 text-12 text-ink-2">
            <Trans>
              Kept: <span lang="en">{table.kept}</span>
            </Trans>
          </p>
          <dl className="divide-y divide-line rounded-md border border-line">
            {table.columns.map((column) => (
              <Column key={column.name} column={column} />
            ))}
          </dl>
        </div>
      </details>
    </li>
  )
}

function Column({ column }: { column: ColumnOut }) {
  const { text, tone } = kindWords(column.kind)
  return (
    <div className="grid gap-x-4 gap-y-0.5 px-3 py-2 text-13 sm:grid-cols-[14rem_minmax(0,1fr)_6rem]">
      <dt className="font-mono text-12 leading-5 break-all">{column.name}</dt>
      <dd lang="en" className="text-ink-2">
        {column.purpose}
      </dd>
      <dd>{column.kind !== 'plain' && <Badge tone={tone}>{text}</Badge>}</dd>
    </div>
  )
}

/**
 * The one table: server rows, drawn only where they can be seen, the page itself scrolls. Whole rows are links, `j`/`k`
 * move, `x` selects, Enter opens; where there is little room columns give way (`gives`), and on phones a row is two lines
 * (`phone` of a column says where it goes).
 */
import { t } from '@lingui/core/macro'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'

import { cn } from '@/lib/cn'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/use-media'
import { useWidth } from '@/lib/use-width'

import { Checkbox } from '../field'
import { SkeletonRows } from '../skeleton'
import { Spinner } from '../spinner'
import { fitting } from './fitting'

export interface Column<Row> {
  key: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** A track of CSS grid: `8rem`, `minmax(10rem,2fr)`. */
  width: string
  align?: 'end'
  /** On phones: `title` first line, `end` first line at the right, `second` second line; hidden if unset. */
  phone?: 'title' | 'end' | 'second'
  /** Where there is no room for all columns, the one with 1 gives way first; without it a column stays. */
  gives?: number
  /** The name the API sorts by. */
  sort?: string
}

export interface Selection {
  ids: ReadonlySet<string>
  toggle: (id: string) => void
  setAll: (ids: string[], on: boolean) => void
}

interface TableProps<Row> {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Where a row leads. */
  rowHref?: (row: Row) => string
  rowLabel?: (row: Row) => string
  /** On phones: stands before both lines. The same function from one drawing to the next. */
  picture?: (row: Row) => ReactNode
  selection?: Selection
  /** First load: shapes stand in. */
  loading?: boolean
  /** More is on its way. */
  loadingMore?: boolean
  hasMore?: boolean
  onMore?: () => void
  /** What stands here without rows. */
  empty?: ReactNode
  activeKey?: string
  sort?: { key: string; down: boolean; onChange: (key: string, down: boolean) => void }
}

const ROW = 40
const PHONE_ROW = 60
const PADDING = 24
const TICK = 52

export function Table<Row>(props: TableProps<Row>) {
  if (props.loading) return <SkeletonRows />
  if (!props.rows.length) return <>{props.empty}</>
  return <Filled {...props} />
}

function Filled<Row>(props: TableProps<Row>) {
  const { rows, rowKey, selection, hasMore, onMore, loadingMore, label, rowHref } = props
  const phone = usePhone()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const room = phone || !width ? 0 : width - PADDING - (selection ? TICK : 0)
  const columns = useMemo(() => fitting(props.columns, room), [props.columns, room])
  const body = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [focus, setFocus] = useState(-1)
  useLayoutEffect(() => {
    const measure = () => body.current && setTop(body.current.getBoundingClientRect().top + window.scrollY)
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (phone ? PHONE_ROW : ROW),
    overscan: 8,
    scrollMargin: top,
    getItemKey: (at) => rowKey(rows[at] as Row),
  })
  useEffect(() => virtual.measure(), [phone, virtual])
  const items = virtual.getVirtualItems()
  const last = items[items.length - 1]?.index ?? 0
  useEffect(() => {
    if (hasMore && !loadingMore && rows.length > 0 && last >= rows.length - 12) onMore?.()
  }, [hasMore, loadingMore, last, rows.length, onMore])

  const move = useCallback(
    (by: number) => {
      setFocus((at) => {
        const next = Math.max(0, Math.min(rows.length - 1, at + by))
        virtual.scrollToIndex(next, { align: 'auto' })
        requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-at="${next}"] [data-lead]`)?.focus())
        return next
      })
    },
    [rows.length, virtual],
  )
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = rows[focus]
      if (row && selection) selection.toggle(rowKey(row))
    },
  })

  const lead = selection ? '2.5rem ' : ''
  const tracks = `${lead}${columns.map((column) => column.width).join(' ')}`
  const chosen = selection ? rows.filter((row) => selection.ids.has(rowKey(row))).length : 0
  return (
    <div ref={box} role="table" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1} className="relative">
      <div role="rowgroup" className={cn('sticky top-14 z-10 rounded-t-lg border-b border-line bg-surface', phone && 'sr-only')}>
        <div role="row" className="grid h-9 items-center gap-3 px-3 text-12 text-ink-2" style={{ gridTemplateColumns: tracks }}>
          {selection && (
            <div role="columnheader" className="-ml-1">
              <Checkbox
                hideLabel
                label={t`Select all loaded rows`}
                checked={chosen === 0 ? false : chosen === rows.length ? true : 'indeterminate'}
                onChange={(on) => selection.setAll(rows.map(rowKey), on)}
              />
            </div>
          )}
          {columns.map((column, at) => (
            <Head key={column.key} column={column} sort={props.sort} apart={apart(columns, at)} />
          ))}
        </div>
      </div>
      <div ref={body} role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const id = rowKey(row)
          return (
            <div
              key={item.key}
              data-at={item.index}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selection ? selection.ids.has(id) : undefined}
              className={cn(
                'absolute inset-x-0 top-0 border-b border-line last:border-b-0',
                props.activeKey === id ? 'bg-accent-soft' : selection?.ids.has(id) ? 'bg-sunken' : 'hover:bg-sunken',
              )}
              style={{ height: item.size, transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              <Cells
                row={row}
                id={id}
                columns={columns as Column<unknown>[]}
                tracks={tracks}
                phone={phone}
                href={rowHref?.(row)}
                name={props.rowLabel?.(row)}
                picture={props.picture as CellsProps['picture']}
                selected={selection?.ids.has(id) ?? false}
                toggle={selection?.toggle}
              />
            </div>
          )
        })}
      </div>
      {loadingMore && (
        <div role="status" className="flex h-10 items-center justify-center gap-2 text-13 text-ink-2">
          <Spinner /> {t`Loading more`}
        </div>
      )}
    </div>
  )
}

/** Figures stand at the right of their track: words that follow them keep their distance. */
const apart = (columns: Column<never>[], at: number): boolean => columns[at]?.align !== 'end' && columns[at - 1]?.align === 'end'

function Head<Row>({ column, sort, apart }: { column: Column<Row>; sort: TableProps<Row>['sort']; apart: boolean }) {
  const sorted = sort && column.sort && sort.key === column.sort
  return (
    <div role="columnheader" aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : undefined} className={cn('truncate', column.align === 'end' && 'text-right', apart && 'pl-3')}>
      {sort && column.sort ? (
        <button type="button" className="inline-flex h-6 items-center gap-1 hover:text-ink" onClick={() => sort.onChange(column.sort as string, sorted ? !sort.down : true)}>
          {column.head}
          {sorted && (sort.down ? <ArrowDown className="size-3" /> : <ArrowUp className="size-3" />)}
        </button>
      ) : (
        column.head
      )}
    </div>
  )
}

interface CellsProps {
  row: unknown
  id: string
  columns: Column<unknown>[]
  tracks: string
  phone: boolean
  href?: string
  name?: string
  picture?: (row: unknown) => ReactNode
  selected: boolean
  toggle?: (id: string) => void
}

/** Drawn again only when its row, its columns or its choice change. */
const Cells = memo(function Cells({ row, id, columns, tracks, phone, href, name, picture, selected, toggle }: CellsProps) {
  const tick = toggle && (
    <div role="cell" className="relative z-[1] -ml-1">
      <Checkbox hideLabel label={t`Select ${name ?? id}`} checked={selected} onChange={() => toggle(id)} />
    </div>
  )
  const lead = (children: ReactNode) =>
    href ? (
      <Link data-lead to={href} className="min-w-0 truncate font-medium after:absolute after:inset-0 hover:underline focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent">
        {children}
      </Link>
    ) : (
      <span data-lead tabIndex={-1} className="min-w-0 truncate">
        {children}
      </span>
    )
  if (phone) {
    const of = (place: Column<unknown>['phone']) => columns.filter((column) => column.phone === place)
    return (
      <div className="flex h-full items-center gap-2 px-3">
        {tick}
        {picture && <div role="presentation" className="mr-1 shrink-0">{picture(row)}</div>}
        <div role="presentation" className="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
          <div role="presentation" className="flex items-center justify-between gap-3 text-14">
            {of('title').map((column) => (
              <div role="cell" key={column.key} className="flex min-w-0 items-center gap-2">
                {lead(column.cell(row))}
              </div>
            ))}
            {of('end').map((column) => (
              <div role="cell" key={column.key} className="shrink-0">
                {column.cell(row)}
              </div>
            ))}
          </div>
          <div role="presentation" className="flex min-w-0 items-center gap-3 text-12 text-ink-2">
            {of('second').map((column) => (
              <div role="cell" key={column.key} className="min-w-0 truncate not-first:last:shrink-0">
                {column.cell(row)}
              </div>
            ))}
          </div>
        </div>
      </div>
    )
  }
  return (
    <div role="presentation" className="grid h-full items-center gap-3 px-3 text-13" style={{ gridTemplateColumns: tracks }}>
      {tick}
      {columns.map((column, at) => (
        <div role="cell" key={column.key} className={cn('min-w-0 truncate', column.align === 'end' && 'tnum text-right', apart(columns, at) && 'pl-3')}>
          {at === 0 ? lead(column.cell(row)) : column.cell(row)}
        </div>
      ))}
    </div>
  )
})

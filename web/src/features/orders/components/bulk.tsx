/** The same change to many orders: asked for, carried out, and told order by order. */
import { Plural, Trans } from '@lingui/react/macro'
import { ChevronUp, MessageSquareText, Printer, Tag, Truck } from 'lucide-react'
import { type ReactNode, Suspense, lazy, useState } from 'react'

import { useMay } from '@/app/session'
import { Button } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import { BulkBar } from '@/ui/table/filters'
import type { useSelection } from '@/ui/table/selection'

import type { Filter } from '../api'
import { slipsAddress } from '../slips'
import type { BulkKind } from './bulk-dialog'

// A dialog comes when it is asked for.
const BulkDialog = lazy(() => import('./bulk-dialog').then((module) => ({ default: module.BulkDialog })))
const LabelsDialog = lazy(() => import('./bulk-labels').then((module) => ({ default: module.LabelsDialog })))
const ShipDialog = lazy(() => import('./bulk-ship').then((module) => ({ default: module.ShipDialog })))

/** As many as fit into the address of the slips. */
export const MOST_SLIPS = 100

interface BulkProps {
  selection: ReturnType<typeof useSelection>
  /** What number the list shows for an order. */
  numberOf: (id: string) => string | undefined
  loaded: string[]
  filter: Filter
  /** All that match, where it is known. */
  total: number | undefined
}

export function Bulk({ selection, numberOf, loaded, filter, total }: BulkProps) {
  const [kind, setKind] = useState<BulkKind | 'ship' | 'labels' | null>(null)
  const [everything, setEverything] = useState(false)
  const mayWrite = useMay('orders.write')
  const mayShip = useMay('fulfilment.write')
  const mayLabels = useMay('fulfilment.read')
  const allLoaded = loaded.length > 0 && loaded.every((id) => selection.ids.has(id))
  const beyond = allLoaded && total !== undefined && total > selection.count
  const whole = everything && beyond
  const ids = [...selection.ids]
  const clear = () => {
    setEverything(false)
    selection.clear()
  }
  const close = () => setKind(null)
  const some: ReactNode = whole && total !== undefined ? <Plural value={total} one="# order" other="# orders" /> : <Plural value={ids.length} one="# order" other="# orders" />
  return (
    <>
      <BulkBar count={selection.count} onClear={clear}>
        {beyond && mayWrite && (
          <Button look="quiet" className="text-accent" aria-pressed={whole} onClick={() => setEverything(!whole)}>
            {whole ? <Trans>All {total} that match are selected</Trans> : <Trans>Select all {total} that match</Trans>}
          </Button>
        )}
        {mayWrite && (
          <>
            <Button icon={<Tag className="size-4" />} onClick={() => setKind('tag')}>
              <Trans>Tag</Trans>
            </Button>
            <Button icon={<MessageSquareText className="size-4" />} onClick={() => setKind('note')}>
              <Trans>Note</Trans>
            </Button>
          </>
        )}
        {!whole && mayShip && (
          <Button icon={<Truck className="size-4" />} onClick={() => setKind('ship')}>
            <Trans>Ship</Trans>
          </Button>
        )}
        {!whole && (
          <Menu
            trigger={
              <Button icon={<Printer className="size-4" />}>
                <Trans>Print</Trans>
                <ChevronUp aria-hidden="true" className="size-3.5" />
              </Button>
            }
          >
            <MenuItem disabled={ids.length > MOST_SLIPS} onSelect={() => void window.open(slipsAddress(ids), '_blank', 'noopener')}>
              {ids.length > MOST_SLIPS ? <Trans>Packing slips (at most {MOST_SLIPS} orders)</Trans> : <Trans>Packing slips</Trans>}
            </MenuItem>
            {mayLabels && (
              <MenuItem onSelect={() => setKind('labels')}>
                <Trans>Shipping labels</Trans>
              </MenuItem>
            )}
          </Menu>
        )}
        {mayWrite && (
          <Menu
            trigger={
              <Button look="quiet">
                <Trans>More</Trans>
                <ChevronUp aria-hidden="true" className="size-3.5" />
              </Button>
            }
          >
            <MenuItem onSelect={() => setKind('untag')}>
              <Trans>Take a tag off</Trans>
            </MenuItem>
            <MenuItem onSelect={() => setKind('hold')}>
              <Trans>Put on hold</Trans>
            </MenuItem>
            <MenuItem onSelect={() => setKind('release')}>
              <Trans>Take off hold</Trans>
            </MenuItem>
          </Menu>
        )}
      </BulkBar>
      <Suspense fallback={null}>
        {kind && kind !== 'ship' && kind !== 'labels' && (
          <BulkDialog kind={kind} some={some} which={whole ? { filter } : { ids }} total={whole ? (total ?? 0) : ids.length} numberOf={numberOf} onClose={close} onDone={clear} />
        )}
        {kind === 'ship' && <ShipDialog ids={ids} numberOf={numberOf} onClose={close} onDone={clear} />}
        {kind === 'labels' && <LabelsDialog ids={ids} numberOf={numberOf} onClose={close} />}
      </Suspense>
    </>
  )
}

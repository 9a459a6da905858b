/** The same change to many products: asked for, carried out one by one, and told one by one. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Store, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'

import type { ProductRow } from '@/api/gen/catalog'
import { Button } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import { BulkBar } from '@/ui/table/filters'
import type { useSelection } from '@/ui/table/selection'

import { PRODUCT_STATUSES, productStatus } from '../words'
import { BulkDialog, type BulkKind } from './bulk-dialog'
import type { Stores } from './stores'

export function Bulk({ selection, rows, stores, deleted }: { selection: ReturnType<typeof useSelection>; rows: ProductRow[]; stores: Stores; deleted: boolean }) {
  const [kind, setKind] = useState<BulkKind | null>(null)
  const chosen = rows.filter((row) => selection.ids.has(row.id))
  return (
    <>
      <BulkBar count={chosen.length} onClear={selection.clear}>
        {deleted ? (
          <Button onClick={() => setKind({ do: 'restore' })}>
            <Trans>Restore</Trans>
          </Button>
        ) : (
          <>
            <Menu
              align="start"
              trigger={
                <Button>
                  <Trans>Status</Trans>
                </Button>
              }
            >
              {PRODUCT_STATUSES.map((status) => (
                <MenuItem key={status} onSelect={() => setKind({ do: 'status', status })}>
                  {productStatus(status).text}
                </MenuItem>
              ))}
            </Menu>
            <Menu
              align="start"
              trigger={
                <Button icon={<Tag className="size-4" />}>
                  <Trans>Tags</Trans>
                </Button>
              }
            >
              <MenuItem onSelect={() => setKind({ do: 'tag' })}>
                <Trans>Add tags</Trans>
              </MenuItem>
              <MenuItem onSelect={() => setKind({ do: 'untag' })}>
                <Trans>Take tags off</Trans>
              </MenuItem>
            </Menu>
            <Button icon={<Store className="size-4" />} onClick={() => setKind({ do: 'list' })}>
              <Trans>List in a store</Trans>
            </Button>
            <Button look="quiet" icon={<Trash2 className="size-4" />} onClick={() => setKind({ do: 'delete' })} aria-label={t`Delete the selected products`}>
              <Trans>Delete</Trans>
            </Button>
          </>
        )}
      </BulkBar>
      {kind && <BulkDialog kind={kind} rows={chosen} stores={stores} onClose={() => setKind(null)} onDone={selection.clear} />}
    </>
  )
}

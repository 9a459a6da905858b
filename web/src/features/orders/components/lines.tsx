import { Plural, Trans } from '@lingui/react/macro'
import { Link } from 'react-router'

import type { ItemOut } from '@/api/gen/orders'
import { Badge } from '@/ui/badge'
import { Money } from '@/ui/money'
import { Picture } from '@/ui/picture'

type Line = ItemOut & { image_path?: string | null; properties?: Record<string, unknown> }

/** What was bought, with how far each line is. */
export function Lines({ items, currency, compact = false }: { items: Line[]; currency: string; compact?: boolean }) {
  return (
    <ul className={compact ? 'divide-y divide-line border-y border-line' : 'divide-y divide-line'}>
      {items.map((item) => (
        <li key={item.id} className={compact ? 'flex gap-3 py-2' : 'flex gap-3 px-4 py-3 pointer-coarse:items-center'}>
          <Picture src={item.image_path} alt="" size={compact ? 32 : 40} />
          <div className="min-w-0 flex-1 text-13">
            <p className="break-words">
              {item.product_id ? (
                <Link to={`/products/${item.product_id}`} className="inline-flex min-h-6 items-center font-medium hover:underline pointer-coarse:-my-2.5">
                  {item.title}
                </Link>
              ) : (
                <span className="font-medium">{item.title}</span>
              )}
              {item.variant_title && <span className="text-ink-2"> · {item.variant_title}</span>}
            </p>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-12 text-ink-2">
              {item.sku && <span className="break-all">{item.sku}</span>}
              <LineState item={item} />
            </p>
            {!compact && <Properties item={item} />}
          </div>
          <div className="shrink-0 text-right text-13">
            <Money amount={item.total} currency={currency} className="font-medium" />
            <p className="tnum text-12 whitespace-nowrap text-ink-2">
              {item.quantity} × <Money amount={item.price} currency={currency} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function LineState({ item }: { item: Line }) {
  return (
    <>
      {item.fulfilled > 0 && item.quantity > item.fulfilled && (
        <Badge tone="warn">
          <Trans>
            {item.fulfilled} of {item.quantity} shipped
          </Trans>
        </Badge>
      )}
      {item.fulfilled > 0 && item.quantity <= item.fulfilled && (
        <Badge tone="ok">
          <Trans>Shipped</Trans>
        </Badge>
      )}
      {item.refunded > 0 && (
        <Badge>
          <Plural value={item.refunded} one="# refunded" other="# refunded" />
        </Badge>
      )}
    </>
  )
}

/** Engravings, gift notes and the like; names with an underscore are the shop software's own, and what the variant's
 *  title says already is not said twice. */
function Properties({ item }: { item: Line }) {
  const said = item.variant_title.split(/[,/]/).map((part) => part.trim().toLowerCase())
  const shown = Object.entries(item.properties ?? {}).filter(
    ([name, value]) => !name.startsWith('_') && (typeof value === 'string' || typeof value === 'number') && value !== '' && !said.includes(String(value).trim().toLowerCase()),
  )
  if (!shown.length) return null
  return (
    <p className="mt-0.5 text-12 break-words text-ink-2">
      {shown.map(([name, value]) => (
        <span key={name} className="mr-3">
          {name}: <span className="text-ink">{String(value)}</span>
        </span>
      ))}
    </p>
  )
}

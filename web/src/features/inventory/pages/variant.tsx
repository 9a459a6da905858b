import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useParams } from 'react-router'

import { useListStockLevelsQuery } from '@/api/gen/inventory'
import { problem } from '@/lib/errors'
import { useScoped } from '@/lib/url-state'
import { ButtonLink } from '@/ui/button'
import { Back, PageHead } from '@/ui/page'
import { Picture } from '@/ui/picture'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import { Ledger } from '../components/ledger'
import { LevelsCard } from '../components/levels-card'

export function Component() {
  const { variantId = '' } = useParams()
  const { currentData, error, refetch } = useListStockLevelsQuery({ variantId: [variantId], limit: 250 })
  const scoped = useScoped()
  if (error && !currentData)
    return problem(error).status === 422 ? (
      <Empty title={<Trans>There is no such variant</Trans>} action={<ButtonLink to="/inventory">{t`All stock`}</ButtonLink>} />
    ) : (
      <Failure error={error} retry={() => void refetch()} />
    )
  const levels = currentData?.data ?? []
  const level = levels[0]
  const name = level ? level.product : t`Stock of a variant`
  return (
    <div className="mx-auto max-w-6xl">
      <PageHead
        documentTitle={level ? `${level.product} ${level.variant}` : name}
        eyebrow={
          <Back to="/inventory">
            <Trans>Inventory</Trans>
          </Back>
        }
        title={
          <span className="flex items-center gap-3">
            <Picture src={level?.image_path} alt="" size={40} />
            <span className="min-w-0">
              <span className="block break-words">{name}</span>
              {level && <span className="block text-13 font-normal text-ink-2">{[level.variant, level.sku, level.barcode].filter(Boolean).join(' · ')}</span>}
            </span>
          </span>
        }
      >
        {level && (
          <ButtonLink to={scoped(`/products/${level.product_id}`)} look="quiet">
            <Trans>Open product</Trans>
          </ButtonLink>
        )}
        <ButtonLink to={scoped(`/orders?variant=${variantId}`)} look="quiet">
          <Trans>Orders</Trans>
        </ButtonLink>
      </PageHead>
      {currentData ? (
        <div className="space-y-4">
          <LevelsCard variantId={variantId} levels={levels} />
          <Ledger variantId={variantId} levels={levels} />
        </div>
      ) : (
        <div role="status" aria-label={t`Loading`} className="space-y-4">
          <Skeleton className="h-40 w-full" />
          <Skeleton className="h-72 w-full" />
        </div>
      )}
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Boxes, MoreHorizontal, ShoppingBag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'

import { type EnvelopeProductOut, useDeleteProductMutation, useGetProductQuery, useListProductListingsQuery, useRestoreProductMutation } from '@/api/gen/catalog'
import { useMay, useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useScoped } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink, IconButton } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { Back, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Basics, Sorting } from '../components/basics'
import { History } from '../components/history'
import { Images } from '../components/images'
import { Listings } from '../components/listings'
import { SaveBar } from '../components/save-bar'
import { useDraft } from '../components/use-draft'
import { Variants } from '../components/variants'
import { productStatus } from '../words'

export function Component() {
  const { id = '' } = useParams()
  const { currentData, error, refetch } = useGetProductQuery({ productId: id })
  if (error && !currentData) return <NotThere error={error} retry={() => void refetch()} />
  return <div className="mx-auto max-w-7xl">{currentData ? <Whole key={id} answer={currentData} /> : <Shape />}</div>
}

function Whole({ answer }: { answer: EnvelopeProductOut }) {
  const product = answer.data
  const editing = useDraft(answer)
  const may = useMay('catalog.write')
  const deleted = product.deleted_at !== null
  const readOnly = !may || deleted
  const tell = useToast()
  const status = productStatus(product.status)
  const save = async () => {
    if (await editing.save()) tell(t`Saved; stores that list it get the change`)
  }
  return (
    <>
      <PageHead
        documentTitle={product.title}
        eyebrow={
          <Back to="/products">
            <Trans>Products</Trans>
          </Back>
        }
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="min-w-0 break-words">{product.title}</span>
            {deleted ? <Badge tone="bad">{t`Deleted`}</Badge> : <Badge tone={status.tone}>{status.text}</Badge>}
          </span>
        }
      >
        <Actions answer={answer} letGo={editing.letGo} />
      </PageHead>
      {product.deleted_at && <Gone productId={product.id} at={product.deleted_at} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-4">
          <Basics draft={editing.draft} set={editing.set} errors={editing.errors} readOnly={readOnly} />
          <Images draft={editing.draft} set={editing.set} readOnly={readOnly} />
        </div>
        <div className="min-w-0 space-y-4">
          <Sorting draft={editing.draft} set={editing.set} errors={editing.errors} readOnly={readOnly} />
        </div>
      </div>
      <div className="mt-4">
        <Variants draft={editing.draft} currency={product.currency} setDraft={editing.setDraft} errors={editing.errors} readOnly={readOnly} />
      </div>
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Listings product={product} />
        <History product={product} onTake={readOnly ? undefined : (before) => editing.setDraft((now) => ({ ...before, images: now.images.length === before.images.length ? now.images : before.images }))} />
      </div>
      {!readOnly && <SaveBar editing={editing} onSave={() => void save()} />}
    </>
  )
}

function Actions({ answer, letGo }: { answer: EnvelopeProductOut; letGo: () => void }) {
  const product = answer.data
  const may = useMay('catalog.write')
  const mayStock = useMay('inventory.read')
  const scoped = useScoped()
  const navigate = useNavigate()
  const tell = useToast()
  const [asking, setAsking] = useState(false)
  const [remove, removing] = useDeleteProductMutation()
  const [restore] = useRestoreProductMutation()
  const { data } = useListProductListingsQuery({ productId: product.id })
  const stores = new Set(data?.data.filter((listing) => listing.state === 'linked').map((listing) => listing.store_id)).size
  const first = product.variants[0]
  const go = async () => {
    const done = await remove({ productId: product.id, 'If-Match': `"${product.version}"` })
    if ('error' in done) return
    setAsking(false)
    tell(t`“${product.title}” deleted`, { label: t`Undo`, run: () => void restore({ productId: product.id }) })
    letGo()
    void navigate(scoped('/products'))
  }
  return (
    <>
      {mayStock && first && (
        <ButtonLink to={scoped(`/inventory/${first.id}`)} look="quiet" icon={<Boxes className="size-4" />}>
          <Trans>Stock</Trans>
        </ButtonLink>
      )}
      <ButtonLink to={scoped(`/orders?product=${product.id}`)} look="quiet" icon={<ShoppingBag className="size-4" />}>
        <Trans>Orders</Trans>
      </ButtonLink>
      {may && !product.deleted_at && (
        <Menu
          trigger={
            <IconButton label={t`More`}>
              <MoreHorizontal className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => void navigate(scoped(`/products/new?copy=${product.id}`))}>
            <Trans>Copy as a new product</Trans>
          </MenuItem>
          <MenuLine />
          <MenuItem danger icon={<Trash2 className="size-4" />} onSelect={() => setAsking(true)}>
            <Trans>Delete</Trans>
          </MenuItem>
        </Menu>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t`Delete “${product.title}”?`}
        consequence={stores ? t`It leaves the lists here and is archived in the ${stores} stores that list it. Orders keep it. You can restore it under “Deleted”, as long as nobody gives its SKUs to another product.` : t`It leaves the lists here. Orders keep it. You can restore it under “Deleted”, as long as nobody gives its SKUs to another product.`}
        action={t`Delete`}
        busy={removing.isLoading}
        error={removing.error}
        onConfirm={() => void go()}
      />
    </>
  )
}

function Gone({ productId, at }: { productId: string; at: string }) {
  const may = useMay('catalog.write')
  const { timezone } = useOrganisation()
  const [restore, { isLoading, error }] = useRestoreProductMutation()
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3 rounded-md border border-line bg-sunken px-3 py-2 text-13">
      <p className="min-w-0 flex-1">
        <Trans>Deleted {dateTime(at, timezone)}. Stores that listed it archive it.</Trans>
      </p>
      {may && (
        <Button busy={isLoading} onClick={() => void restore({ productId })}>
          <Trans>Restore</Trans>
        </Button>
      )}
      {Boolean(error) && (
        <div className="w-full">
          <FormError error={error} />
        </div>
      )}
    </div>
  )
}

function NotThere({ error, retry }: { error: unknown; retry: () => void }) {
  const status = problem(error).status
  if (status !== 404 && status !== 422) return <Failure error={error} retry={retry} />
  return (
    <Empty
      title={<Trans>There is no such product</Trans>}
      action={
        <ButtonLink to="/products">
          <Trans>All products</Trans>
        </ButtonLink>
      }
    >
      <Trans>The link may be old, or the product belongs to another organisation.</Trans>
    </Empty>
  )
}

function Shape() {
  return (
    <div role="status" aria-label={t`Loading`} className="space-y-4">
      <Skeleton className="h-7 w-72" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-72 w-full" />
        <Skeleton className="h-72 w-full" />
      </div>
      <Skeleton className="h-40 w-full" />
    </div>
  )
}

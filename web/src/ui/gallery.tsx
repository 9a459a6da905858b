/** Every part, in both themes side by side. For those who work on the dashboard: the route exists in development only. */
import { Bell, ChevronDown, Package, Pencil, Plus } from 'lucide-react'
import { type ReactNode, Suspense, lazy, useState } from 'react'

import { Badge, Tag, type Tone } from './badge'
import { Button, ButtonLink, IconButton } from './button'
import { Card, Facts } from './card'
import { Bars } from './charts/bars'
import { Confirm } from './confirm'
import { Checkbox, Input, Select, Switch, Textarea } from './field'
import { Key } from './keys'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from './menu'
import { Change, Money } from './money'
import { Dialog, Drawer } from './overlay'
import { PageHead } from './page'
import { Mark, Picture } from './picture'
import { Popover } from './popover'
import { Skeleton, SkeletonRows } from './skeleton'
import { Progress, Sparkline } from './sparkline'
import { Spinner } from './spinner'
import { Empty, Failure, FormError } from './state'
import { BulkBar, FacetChip, SearchBox } from './table/filters'
import { useSelection } from './table/selection'
import { type Column, Table } from './table/table'
import { LinkTabs, Segmented } from './tabs'
import { useToast } from './toast'

const Lines = lazy(() => import('./charts/line'))
const World = lazy(() => import('./charts/world'))

export function Component() {
  return (
    <div className="grid min-h-dvh lg:grid-cols-2">
      {(['light', 'dark'] as const).map((theme) => (
        <main key={theme} data-theme={theme} aria-label={theme} className="min-w-0 space-y-4 bg-canvas p-5 text-ink">
          <PageHead documentTitle="Gallery" title={`Parts, ${theme}`} eyebrow="Gallery">
            <Button look="primary" icon={<Plus className="size-4" />}>
              Primary action
            </Button>
          </PageHead>
          <Buttons />
          <Fields />
          <Statuses />
          <Floating />
          <Rows />
          <Charts />
          <States />
        </main>
      ))}
    </div>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Card title={name}>
      <div className="space-y-4">{children}</div>
    </Card>
  )
}

const Line = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap items-center gap-3">{children}</div>

function Buttons() {
  return (
    <Part name="Buttons">
      <Line>
        <Button look="primary">Save</Button>
        <Button>Cancel</Button>
        <Button look="quiet">Clear</Button>
        <Button look="danger">Disconnect</Button>
        <ButtonLink to="/gallery">A link</ButtonLink>
        <IconButton label="Edit">
          <Pencil className="size-4" />
        </IconButton>
      </Line>
      <Line>
        <Button look="primary" busy>
          Saving
        </Button>
        <Button disabled>Not now</Button>
        <Spinner />
        <Key>Ctrl</Key>
        <Key>K</Key>
      </Line>
    </Part>
  )
}

function Fields() {
  const [on, setOn] = useState(true)
  const [choice, setChoice] = useState<'day' | 'week'>('day')
  return (
    <Part name="Fields">
      <Input label="Store" hint="As your customers know it." defaultValue="Harbour Goods" />
      <Input label="Web address" error="Write it with its scheme, like https://shop.example" defaultValue="shop.example" />
      <Textarea label="Note" defaultValue="Leave it with the neighbour." />
      <Select label="Currency">
        <option>EUR</option>
        <option>USD</option>
      </Select>
      <Checkbox label="The store writes to the customer" hint="With the tracking number." checked={on} onChange={setOn} />
      <Checkbox label="Some of them" checked="indeterminate" onChange={setOn} />
      <Switch label="Share stock" hint="A unit sold here is gone there, too." checked={on} onChange={setOn} />
      <Segmented label="Step" value={choice} onChange={setChoice} options={[{ value: 'day', text: 'Days' }, { value: 'week', text: 'Weeks' }]} />
      <SearchBox label="Search products" value="" onChange={() => undefined} />
    </Part>
  )
}

const tones: Tone[] = ['neutral', 'ok', 'warn', 'bad', 'info']

function Statuses() {
  return (
    <Part name="Statuses and figures">
      <Line>
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Tag>wholesale</Tag>
      </Line>
      <Line>
        <Money amount="1249.90" currency="EUR" className="text-20" />
        <Change now={112} before={100} />
        <Change now={88} before={100} />
        <Change now={5} before={null} />
        <Sparkline values={[3, 4, 2, 6, 8, 7, 11]} className="h-8 w-24" />
      </Line>
      <Line>
        <Mark name="Harbour Goods" />
        <Picture src={null} alt="" />
      </Line>
      <Progress done={30} total={120} label="Orders" />
      <Progress done={0} total={null} label="Products" />
      <Facts rows={[['Customer', 'Ada Lane'], ['Country', 'Germany'], ['Placed', '3 May 2026, 14:05']]} />
      <LinkTabs label="Views" tabs={[{ to: '/gallery', text: 'All', count: 120 }, { to: '/gallery?view=open', text: 'Open', active: false }]} />
    </Part>
  )
}

/** What floats is drawn at the end of the page, in the theme of the page. */
function Floating() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'drawer' | null>(null)
  const [checked, setChecked] = useState(false)
  const tell = useToast()
  const show = (which: typeof open) => (now: boolean) => setOpen(now ? which : null)
  return (
    <Part name="What floats">
      <Line>
        <Menu trigger={<Button icon={<ChevronDown className="size-4" />}>Menu</Button>}>
          <MenuLabel>Orders</MenuLabel>
          <MenuItem onSelect={() => undefined}>Export</MenuItem>
          <MenuCheck checked={checked} onSelect={() => setChecked(!checked)}>
            Country
          </MenuCheck>
          <MenuLine />
          <MenuItem danger onSelect={() => undefined}>
            Cancel order
          </MenuItem>
        </Menu>
        <Popover label="Notes" trigger={<Button>Popover</Button>}>
          <p className="text-13">Anything that explains itself.</p>
        </Popover>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => setOpen('drawer')}>Drawer</Button>
        <Button onClick={() => tell('Tag removed', { label: 'Undo', run: () => undefined })}>Toast</Button>
      </Line>
      <Dialog open={open === 'dialog'} onOpenChange={show('dialog')} title="Edit note" description="Customers do not see it." footer={<Button look="primary">Save</Button>}>
        <Textarea label="Note" />
      </Dialog>
      <Confirm
        open={open === 'confirm'}
        onOpenChange={show('confirm')}
        title="Disconnect Harbour Goods?"
        consequence="New orders do not come in any more. What was imported stays."
        action="Disconnect"
        onConfirm={() => setOpen(null)}
      />
      <Drawer open={open === 'drawer'} onOpenChange={show('drawer')} title="Order #1001">
        <Facts rows={[['Customer', 'Ada Lane']]} />
      </Drawer>
    </Part>
  )
}

interface Sample {
  id: string
  name: string
  price: string
}

const samples: Sample[] = ['Enamel mug', 'Brass anchor', 'Linen towel', 'Rope bracelet'].map((name, at) => ({ id: String(at), name, price: `${at + 4}9.90` }))
const columns: Column<Sample>[] = [
  { key: 'name', head: 'Product', width: 'minmax(8rem,2fr)', cell: (row) => row.name, phone: 'title', sort: 'name' },
  { key: 'status', head: 'Status', width: '6rem', cell: () => <Badge tone="ok">Active</Badge>, phone: 'second' },
  { key: 'price', head: 'Price', width: '6rem', align: 'end', cell: (row) => <Money amount={row.price} currency="EUR" />, phone: 'end' },
]
const rowKey = (row: Sample) => row.id

function Rows() {
  const selection = useSelection()
  const [chosen, setChosen] = useState<string[]>(['active'])
  return (
    <Card title="Table" flush>
      <div className="px-4 pb-3">
        <FacetChip
          facet={{ name: 'status', label: 'Status', options: [{ value: 'active', text: 'Active', count: 3 }, { value: 'draft', text: 'Draft', count: 1 }] }}
          chosen={chosen}
          onChange={setChosen}
        />
      </div>
      <Table label="Products" columns={columns} rows={samples} rowKey={rowKey} rowHref={() => '/gallery'} rowLabel={(row) => row.name} selection={selection} sort={{ key: 'name', down: false, onChange: () => undefined }} />
      <BulkBar count={selection.count} onClear={selection.clear}>
        <Button>Archive</Button>
      </BulkBar>
    </Card>
  )
}

const days = ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05']

function Charts() {
  return (
    <Part name="Charts">
      <Suspense fallback={<Skeleton className="h-64 w-full" />}>
        <Lines
          label="Sales"
          names={['This period', 'Before']}
          points={days.map((key, at) => ({ key, values: [40 + at * 7, 38 + (at % 3) * 9] }))}
          format={(value) => `€${value}`}
          formatKey={(key) => key.slice(8)}
        />
        <World label="By country" values={new Map([['DE', 12], ['US', 30], ['FR', 6]])} format={String} nameOf={(code) => code} />
      </Suspense>
      <Bars
        label="By store"
        bars={[
          { key: 'a', name: 'Harbour Goods', value: 120, text: '€120', href: '/gallery' },
          { key: 'b', name: 'Tech Gadgets', value: 80, text: '€80' },
        ]}
      />
    </Part>
  )
}

const broken = { status: 500, data: { error: { code: 'INTERNAL', message: 'Something broke on our side.', details: {} }, request_id: 'req_0123456789' } }

function States() {
  return (
    <Part name="States">
      <SkeletonRows rows={3} />
      <Empty icon={<Package />} title="No products yet" action={<Button look="primary">Connect a store</Button>}>
        Its products come in by themselves.
      </Empty>
      <Failure error={broken} retry={() => undefined} />
      <FormError error={broken} />
      <p className="flex items-center gap-2 text-13 text-ink-2">
        <Bell className="size-4" aria-hidden="true" /> Secondary text on the surface
      </p>
    </Part>
  )
}

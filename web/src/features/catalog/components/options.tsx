/** Size, colour and the like: their values make the variants. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { Button, IconButton } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'

import { type Draft, withOptions } from '../draft'

const MOST = 3
const MOST_VARIANTS = 2048

export function OptionsDialog({ draft, onApply, onClose }: { draft: Draft; onApply: (next: Draft) => void; onClose: () => void }) {
  const [rows, setRows] = useState(() => (draft.options.length ? draft.options : [{ name: '', values: [] }]).map((option, key) => ({ key, name: option.name, text: option.values.join(', ') })))
  const [wrong, setWrong] = useState('')
  const options = rows
    .map((row) => ({ name: row.name.trim(), values: [...new Set(row.text.split(',').map((value) => value.trim()).filter(Boolean))] }))
    .filter((option) => option.name || option.values.length)
  const count = options.reduce((sum, option) => sum * Math.max(1, option.values.length), 1)
  const next = count <= MOST_VARIANTS ? withOptions(draft, options) : draft
  const gone = draft.variants.filter((variant) => !next.variants.some((each) => each.key === variant.key)).length
  const fresh = next.variants.filter((variant) => !draft.variants.some((each) => each.key === variant.key)).length
  const apply = () => {
    const names = options.map((option) => option.name)
    if (options.some((option) => !option.name || !option.values.length)) return setWrong(t`Every option needs a name and at least one value.`)
    if (new Set(names).size < names.length) return setWrong(t`Two options have the same name.`)
    if (count > MOST_VARIANTS) return setWrong(t`That makes ${count} variants; ${MOST_VARIANTS} are the most.`)
    onApply(next)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Options`}
      description={<Trans>There is one variant for every combination of their values.</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" onClick={apply}>
            <Trans>Apply</Trans>
          </Button>
        </>
      }
    >
      <div className="space-y-4 pb-2">
        {rows.map((row, at) => {
          const change = (part: Partial<typeof row>) => setRows(rows.map((each) => (each.key === row.key ? { ...each, ...part } : each)))
          return (
            <div key={row.key} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
              <div className="col-span-2 sm:col-span-1">
                <Input label={t`Option ${at + 1}`} value={row.name} placeholder={t`Size`} maxLength={100} autoFocus={at === 0} onChange={(event) => change({ name: event.target.value })} />
              </div>
              <Input label={t`Values, with commas between them`} value={row.text} placeholder={t`S, M, L`} maxLength={5000} onChange={(event) => change({ text: event.target.value })} />
              <IconButton label={t`Remove option ${at + 1}`} onClick={() => setRows(rows.filter((each) => each.key !== row.key))}>
                <Trash2 className="size-4" />
              </IconButton>
            </div>
          )
        })}
        {rows.length < MOST && (
          <Button look="quiet" icon={<Plus className="size-4" />} onClick={() => setRows([...rows, { key: Math.max(-1, ...rows.map((row) => row.key)) + 1, name: '', text: '' }])}>
            <Trans>Add an option</Trans>
          </Button>
        )}
        <p aria-live="polite" className="text-13 text-ink-2">
          <Plural value={next.variants.length} one="# variant" other="# variants" />
          {fresh > 0 && (
            <>
              {', '}
              <Plural value={fresh} one="# new" other="# new" />
            </>
          )}
          {gone > 0 && (
            <span className="text-bad">
              {', '}
              <Plural value={gone} one="# goes when you save, with its stock" other="# go when you save, with their stock" />
            </span>
          )}
        </p>
        {wrong && (
          <p role="alert" className="text-13 text-bad">
            {wrong}
          </p>
        )}
      </div>
    </Dialog>
  )
}

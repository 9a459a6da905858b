import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'

import { Button } from '@/ui/button'
import { Checkbox, Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'

interface NameDialogProps {
  title: string
  initial: string
  taken: string[]
  /** Whether to ask if everybody is to have it. */
  choice: boolean
  /** Everybody has it already. */
  shared: boolean
  error: unknown
  busy: boolean
  onSave: (name: string, forAll: boolean) => Promise<boolean>
  onClose: () => void
}

export function NameDialog({ title, initial, taken, choice, shared, error, busy, onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(initial)
  const [forAll, setForAll] = useState(false)
  const [wrong, setWrong] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (!wanted) setWrong(t`Give the view a name.`)
    else if (wanted !== initial && taken.includes(wanted)) setWrong(t`There is a view of this name already.`)
    else void onSave(wanted, forAll)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={
        shared || forAll ? (
          <Trans>A view keeps the filters, the order and the columns. Everybody in the organisation has it.</Trans>
        ) : (
          <Trans>A view keeps the filters, the order and the columns. Only you see it.</Trans>
        )
      }
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="name-view" look="primary" busy={busy}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form id="name-view" onSubmit={submit} className="space-y-3 pb-2">
        <Input label={t`Name`} value={name} maxLength={40} autoFocus error={wrong || undefined} onChange={(event) => setName(event.target.value)} />
        {choice && <Checkbox label={t`Share with everybody in the organisation`} checked={forAll} onChange={setForAll} />}
        <FormError error={error} />
      </form>
    </Dialog>
  )
}

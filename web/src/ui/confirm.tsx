import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { Button } from './button'
import { Dialog } from './overlay'
import { FormError } from './state'

interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** What cannot be undone, spelt out. */
  consequence: ReactNode
  action: ReactNode
  /** The way back; "Cancel" unless given. */
  cancel?: ReactNode
  onConfirm: () => void
  busy?: boolean
  error?: unknown
  danger?: boolean
  children?: ReactNode
}

/** Asks before what has no undo. */
export function Confirm({ open, onOpenChange, title, consequence, action, cancel, onConfirm, busy, error, danger = true, children }: ConfirmProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>
            {cancel ?? <Trans>Cancel</Trans>}
          </Button>
          <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      <FormError error={error} />
    </Dialog>
  )
}

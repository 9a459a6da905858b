/** The password once more, before anything about signing in changes. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'

import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'

interface ProveProps {
  title: string
  consequence: ReactNode
  action: ReactNode
  danger?: boolean
  busy: boolean
  error: unknown
  onProve: (password: string) => void
  onClose: () => void
  /** Further fields, above the password. */
  children?: ReactNode
  /** What went wrong in the browser, in words. */
  trouble?: ReactNode
}

export function Prove({ title, consequence, action, danger = false, busy, error, onProve, onClose, children, trouble }: ProveProps) {
  const [password, setPassword] = useState('')
  const wrong = error ? problem(error).fields.password : undefined
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={consequence}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (password) onProve(password)
        }}
      >
        {children}
        <Input label={t`Your password`} type="password" autoComplete="current-password" autoFocus={!children} maxLength={1000} value={password} error={wrong} onChange={(event) => setPassword(event.target.value)} />
        <FormError error={wrong ? null : error} />
        {trouble}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={!password}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

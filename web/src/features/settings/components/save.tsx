import { Trans } from '@lingui/react/macro'

import { useUnsaved } from '@/lib/unsaved'
import { Button } from '@/ui/button'

interface SaveBarProps {
  dirty: boolean
  busy: boolean
  onDiscard: () => void
  /** The query of the address names what is edited. */
  search?: boolean
}

/** Saves or discards; leaving the page with something unsaved asks. */
export function SaveBar({ dirty, busy, onDiscard, search }: SaveBarProps) {
  useUnsaved(dirty, { search })
  return (
    <div className="flex gap-2 pt-1">
      <Button type="submit" look="primary" disabled={!dirty} busy={busy}>
        <Trans>Save</Trans>
      </Button>
      {dirty && (
        <Button look="quiet" onClick={onDiscard}>
          <Trans>Discard changes</Trans>
        </Button>
      )}
    </div>
  )
}

import { Trans } from '@lingui/react/macro'

import { Button } from '@/ui/button'

export function SaveBar({ dirty, busy, onDiscard }: { dirty: boolean; busy: boolean; onDiscard: () => void }) {
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

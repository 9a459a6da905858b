import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useEffect } from 'react'

import { Button } from '@/ui/button'
import { FormError } from '@/ui/state'

import { Clash } from './clash'
import type { Editing } from './use-draft'

/** Stands at the foot while something is not saved; Ctrl+S saves, leaving the page asks. */
export function SaveBar({ editing, onSave }: { editing: Editing; onSave: () => void }) {
  const { dirty, changes, stale, saving } = editing
  useEffect(() => {
    if (!dirty) return
    const key = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      if (!stale && !saving) onSave()
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [dirty, stale, saving, onSave])
  if (!dirty) return null
  const wrong = Object.keys(editing.errors).length
  return (
    <div role="region" aria-label={t`Not saved yet`} className="animate-float sticky bottom-3 z-20 mt-4 max-h-[70dvh] space-y-3 overflow-y-auto rounded-lg border border-line bg-surface p-3 shadow-float">
      {stale && <Clash base={editing.base} mine={editing.draft} theirs={editing.theirs} onLook={() => void editing.look()} onDone={editing.settle} />}
      <FormError error={editing.error} />
      {wrong > 0 && !editing.error && (
        <p role="alert" className="text-13 text-bad">
          <Plural value={wrong} one="# field needs another look." other="# fields need another look." />
        </p>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto text-13">
          <Plural value={changes.length} one="# change not saved" other="# changes not saved" />
        </p>
        <Button look="quiet" onClick={editing.giveUp}>
          <Trans>Discard</Trans>
        </Button>
        <Button look="primary" busy={saving} disabled={stale} onClick={onSave}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </div>
  )
}

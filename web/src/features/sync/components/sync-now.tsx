import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useListStoresQuery } from '@/api/gen/stores'
import { useStartSyncMutation } from '@/api/gen/sync'
import { useMay } from '@/app/session'
import { Button } from '@/ui/button'
import { Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'

import { useOneStore } from './frame'

/** Starts a run by hand and leads to it. */
export function SyncNow() {
  const may = useMay('sync.run')
  const scoped = useOneStore()
  const [open, setOpen] = useState(false)
  const [store, setStore] = useState('')
  const [kind, setKind] = useState<'poll' | 'reconcile'>('poll')
  const { data } = useListStoresQuery({ limit: 250 })
  const [start, { error, isLoading, reset }] = useStartSyncMutation()
  const navigate = useNavigate()
  const stores = (data?.data ?? []).filter((each) => each.connection_id && each.connection_state !== 'disconnected')
  const chosen = store || scoped || stores[0]?.id || ''
  if (!may || stores.length === 0) return null
  const run = async () => {
    const answer = await start({ storeId: chosen, body: { kind } })
    if (answer.data) void navigate(`/sync/runs/${answer.data.data.id}`)
  }
  return (
    <>
      <Button
        look="primary"
        icon={<RefreshCw className="size-4" />}
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        <Trans>Sync now</Trans>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t`Sync now`}
        description={t`Stores are kept alike by themselves; this asks one at once.`}
        footer={
          <Button look="primary" busy={isLoading} onClick={() => void run()}>
            <Trans>Start</Trans>
          </Button>
        }
      >
        <div className="space-y-4">
          <Select label={t`Store`} value={chosen} onChange={(event) => setStore(event.target.value)}>
            {stores.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </Select>
          <Select
            label={t`What`}
            value={kind}
            onChange={(event) => setKind(event.target.value as 'poll' | 'reconcile')}
            hint={kind === 'poll' ? t`Only what changed since the last time; seconds.` : t`Everything is compared, and what a missed webhook left behind is made good; minutes for large stores.`}
          >
            <option value="poll">{t`What is new`}</option>
            <option value="reconcile">{t`Full check`}</option>
          </Select>
          <FormError error={error} />
        </div>
      </Dialog>
    </>
  )
}

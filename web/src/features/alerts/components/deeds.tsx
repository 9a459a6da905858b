/** What can be done about a security alert, here and now. */
import { useState } from 'react'

import type { AlertOut } from '@/api/gen/alerts'
import { useMay, useProfile } from '@/app/session'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { useToast } from '@/ui/toast'

import { useRespondToSecurityAlertMutation } from '../api'
import { type Deed, deedWords } from '../security-words'

export function Deeds({ alert }: { alert: AlertOut }) {
  const tell = useToast()
  const members = useMay('members.manage')
  const keys = useMay('api_keys.manage')
  const { id: me } = useProfile()
  const [asked, setAsked] = useState<Deed | null>(null)
  const [respond, { error, isLoading, reset }] = useRespondToSecurityAlertMutation()
  const offered = ((alert.data.deeds ?? []) as { deed: Deed; id: string }[]).filter(({ deed, id }) => (deed === 'revoke_api_key' ? keys : members && !(deed === 'lock_member' && id === me)))
  const words = asked && deedWords(asked)
  const close = () => {
    setAsked(null)
    reset()
  }
  const act = async () => {
    if (!asked || !words) return
    const answer = await respond({ alertId: alert.id, deedBody: { deed: asked } })
    if (answer.error) return
    setAsked(null)
    tell(words.done)
  }
  return (
    <>
      {offered.map(({ deed }) => (
        <Button key={deed} onClick={() => setAsked(deed)}>
          {deedWords(deed).button}
        </Button>
      ))}
      {words && <Confirm open onOpenChange={(open) => !open && close()} title={words.title} consequence={words.consequence} action={words.button} busy={isLoading} error={error} onConfirm={() => void act()} />}
    </>
  )
}

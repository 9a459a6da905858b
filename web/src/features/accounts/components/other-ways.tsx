/** Ways in besides the password: a passkey of this device, and whom the operator trusts to vouch for people. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fingerprint, KeyRound } from 'lucide-react'
import { useState } from 'react'

import { useListOidcProvidersQuery, useLoginWithPasskeyMutation, useStartOidcMutation, useStartPasskeyLoginMutation } from '@/api/gen/accounts'
import { problem } from '@/lib/errors'
import { keepNext } from '@/lib/next'
import { passkeysPossible, signByPasskey } from '@/lib/passkey'
import { Button } from '@/ui/button'

export function OtherWays({ next, remember, onEnter }: { next: string | null; remember: boolean; onEnter: () => void }) {
  const { data } = useListOidcProvidersQuery()
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState('')
  const [begin] = useStartPasskeyLoginMutation()
  const [enter] = useLoginWithPasskeyMutation()
  const [start] = useStartOidcMutation()
  const providers = data?.data ?? []
  const passkeys = passkeysPossible()
  if (!passkeys && providers.length === 0) return null
  const byPasskey = async () => {
    const begun = await begin()
    if (!begun.data) return setTrouble(problem(begun.error).message)
    const { challenge_id, options } = begun.data.data
    let credential
    try {
      credential = await signByPasskey(options)
    } catch {
      return setTrouble(t`No passkey was used: it was cancelled, or this device has none for KSAP.`)
    }
    const entered = await enter({ passkeyLoginBody: { challenge_id, credential, remember } })
    if (entered.data) onEnter()
    else setTrouble(problem(entered.error).message)
  }
  const byProvider = async (provider: string) => {
    const begun = await start({ providerBody: { provider } })
    if (!begun.data) return setTrouble(problem(begun.error).message)
    keepNext(next)
    window.location.assign(begun.data.data.authorization_url)
  }
  const go = (name: string, way: () => Promise<void>) => async () => {
    setTrouble('')
    setBusy(name)
    await way()
    setBusy('')
  }
  return (
    <div className="mt-5 space-y-2 border-t border-line pt-5">
      {providers.map(({ id, name }) => (
        <Button key={id} className="w-full" icon={<KeyRound className="size-4" />} busy={busy === id} disabled={busy !== ''} onClick={() => void go(id, () => byProvider(id))()}>
          <Trans>Sign in with {name}</Trans>
        </Button>
      ))}
      {passkeys && (
        <Button className="w-full" icon={<Fingerprint className="size-4" />} busy={busy === 'passkey'} disabled={busy !== ''} onClick={() => void go('passkey', byPasskey)()}>
          <Trans>Sign in with a passkey</Trans>
        </Button>
      )}
      {trouble && (
        <p role="alert" className="text-13 text-bad">
          {trouble}
        </p>
      )}
    </div>
  )
}

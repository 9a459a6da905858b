/** Asks the person to prove once more who they are, above whatever is open; loaded when a call needs it. */
import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { I18nProvider } from '@lingui/react'
import { Fingerprint } from 'lucide-react'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'react-redux'

import { useReauthenticateMutation, useStartPasskeyLoginMutation, useWaysToReauthenticateQuery } from '@/api/gen/accounts'
import type { ReauthenticateBody } from '@/api/gen/accounts'
import { loadFeature } from '@/app/i18n'
import { makeStore } from '@/app/store'
import { problem } from '@/lib/errors'
import { passkeysPossible, signByPasskey } from '@/lib/passkey'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

let asking: Promise<boolean> | null = null

/** Whether they did. However many calls need it at once, they are asked once. */
export function prove(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = null
  })
  return asking
}

async function ask(): Promise<boolean> {
  await loadFeature('accounts')
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  const answer = await new Promise<boolean>((resolve) => {
    root.render(
      <I18nProvider i18n={i18n}>
        <Provider store={makeStore()}>
          <StepUp onDone={resolve} />
        </Provider>
      </I18nProvider>,
    )
  })
  root.unmount()
  place.remove()
  return answer
}

type Way = 'password' | 'totp'

function StepUp({ onDone }: { onDone: (proved: boolean) => void }) {
  const { data } = useWaysToReauthenticateQuery()
  const [way, setWay] = useState<Way>('password')
  const [typed, setTyped] = useState('')
  const [trouble, setTrouble] = useState('')
  const [reauthenticate, { error, isLoading, reset }] = useReauthenticateMutation()
  const [start] = useStartPasskeyLoginMutation()
  const methods = data?.data.methods ?? ['password']
  const fields = error ? problem(error).fields : {}
  const wrong = fields.password ?? fields.code
  const send = async (reauthenticateBody: ReauthenticateBody) => {
    setTrouble('')
    if ((await reauthenticate({ reauthenticateBody })).data) onDone(true)
  }
  const byPasskey = async () => {
    const begun = await start()
    if (!begun.data) return setTrouble(problem(begun.error).message)
    const { challenge_id, options } = begun.data.data
    try {
      await send({ challenge_id, credential: await signByPasskey(options) })
    } catch {
      setTrouble(t`The passkey was not used: it was cancelled, or took too long. Try again, or use your password.`)
    }
  }
  const choose = (next: Way) => {
    setWay(next)
    setTyped('')
    reset()
  }
  const label = way === 'totp' ? t`Code` : t`Your password`
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(false)}
      title={t`Confirm that it is you`}
      description={data ? <Plural value={data.data.minutes} one="This is a sensitive step. Your proof is then good for # minute." other="This is a sensitive step. Your proof is then good for # minutes." /> : t`This is a sensitive step.`}
    >
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          if (typed.trim()) void send(way === 'totp' ? { code: typed.trim() } : { password: typed })
        }}
      >
        {methods.includes('totp') && (
          <Segmented<Way>
            label={t`How to confirm`}
            value={way}
            onChange={choose}
            options={[
              { value: 'password', text: t`Password` },
              { value: 'totp', text: t`Code of the app` },
            ]}
          />
        )}
        <Input
          key={way}
          label={label}
          type={way === 'totp' ? 'text' : 'password'}
          autoComplete={way === 'totp' ? 'one-time-code' : 'current-password'}
          autoFocus
          maxLength={way === 'totp' ? 40 : 1000}
          hint={way === 'totp' ? t`Of your authenticator app, or a recovery code.` : undefined}
          value={typed}
          error={wrong}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormError error={wrong ? null : error} />
        {trouble && (
          <p role="alert" className="text-13 text-bad">
            {trouble}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          {methods.includes('passkey') && passkeysPossible() && (
            <Button look="quiet" className="mr-auto" icon={<Fingerprint className="size-4" />} onClick={() => void byPasskey()}>
              <Trans>Use a passkey</Trans>
            </Button>
          )}
          <Button onClick={() => onDone(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" busy={isLoading} disabled={!typed.trim()}>
            <Trans>Confirm</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

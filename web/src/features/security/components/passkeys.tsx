/** Passkeys: sign in by a key in one's device, unlocked by finger, face or PIN. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleAlert, Fingerprint } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { type PasskeyOut, useFinishPasskeyMutation, useListPasskeysQuery, useRemovePasskeyMutation, useStartPasskeyMutation } from '@/api/gen/accounts'
import { useOrganisation } from '@/app/session'
import { ago, date, dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { passkeysPossible } from '@/lib/passkey'
import { useNow } from '@/lib/use-now'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { makePasskey, refusal } from '../passkey'
import { Prove } from './prove'

export function Passkeys() {
  const { data, error, refetch } = useListPasskeysQuery()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<PasskeyOut | null>(null)
  const possible = passkeysPossible()
  const keys = data?.data
  if (error && !keys) return <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
  if (!keys) return <Skeleton className="h-[4.5rem] w-full rounded-lg" />
  return (
    <div className="space-y-3">
      <div className="rounded-lg border border-line bg-surface">
        {keys.length ? (
          <ul aria-label={t`Passkeys`} className="divide-y divide-line">
            {keys.map((key) => (
              <Row key={key.id} passkey={key} onRemove={() => setRemoving(key)} />
            ))}
          </ul>
        ) : (
          <p className="px-4 py-4 text-13 text-ink-2">
            <Trans>No passkey yet. With one you sign in by the fingerprint, face or PIN of your device: no password, no code, nothing that could be phished.</Trans>
          </p>
        )}
      </div>
      {possible ? (
        <Button onClick={() => setAdding(true)}>
          <Trans>Add a passkey</Trans>
        </Button>
      ) : (
        <Note>
          {window.isSecureContext ? (
            <Trans>This browser has no passkeys. Open KSAP in a current Chrome, Edge, Firefox or Safari to add one.</Trans>
          ) : (
            <Trans>Browsers keep passkeys for https addresses and localhost only. Open KSAP at its https address to add one.</Trans>
          )}
        </Note>
      )}
      {adding && <Add onClose={() => setAdding(false)} />}
      {removing && <Remove passkey={removing} onClose={() => setRemoving(null)} />}
    </div>
  )
}

function Row({ passkey, onRemove }: { passkey: PasskeyOut; onRemove: () => void }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Fingerprint aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
      <div className="min-w-0 flex-1">
        <p className="text-13 font-medium break-words">{passkey.name}</p>
        <p className="text-12 text-ink-2">
          <Trans>Added {date(passkey.created_at, timezone)}</Trans>
          {' · '}
          {passkey.last_used_at ? (
            <span title={dateTime(passkey.last_used_at, timezone)}>
              <Trans>last used {ago(passkey.last_used_at, now)}</Trans>
            </span>
          ) : (
            <Trans>not used yet</Trans>
          )}
        </p>
      </div>
      <Button look="quiet" aria-label={t`Remove the passkey ${passkey.name}`} onClick={onRemove}>
        <Trans>Remove</Trans>
      </Button>
    </li>
  )
}

function Note({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-2 text-13 text-warn">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </p>
  )
}

function Add({ onClose }: { onClose: () => void }) {
  const tell = useToast()
  const [name, setName] = useState('')
  const [trouble, setTrouble] = useState('')
  const [waiting, setWaiting] = useState(false)
  const [start, starting] = useStartPasskeyMutation()
  const [finish, finishing] = useFinishPasskeyMutation()
  const error = starting.error ?? finishing.error
  const remedy = error ? problem(error).details.remedy : undefined
  const add = async (password: string) => {
    setTrouble('')
    finishing.reset()
    const begun = await start({ proofBody: { password } })
    if (!begun.data) return
    const { challenge_id, options } = begun.data.data
    setWaiting(true)
    try {
      const credential = await makePasskey(options)
      const kept = await finish({ newPasskeyBody: { challenge_id, name: name.trim(), credential } })
      if (!kept.data) return
      tell(t`Passkey added`)
      onClose()
    } catch (refused) {
      setTrouble(refusal(refused, options))
    } finally {
      setWaiting(false)
    }
  }
  return (
    <Prove
      title={t`Add a passkey`}
      consequence={waiting ? t`Follow your browser now: it asks for your finger, face, PIN or security key.` : t`Your browser then asks where to keep it: in this device, a phone, a password manager or a security key.`}
      action={<Trans>Continue</Trans>}
      busy={starting.isLoading || waiting}
      error={error}
      onProve={(password) => void (name.trim() ? add(password) : setTrouble(t`Give it a name first.`))}
      onClose={onClose}
      trouble={
        trouble || remedy ? (
          <Note>{trouble || String(remedy)}</Note>
        ) : null
      }
    >
      <Input label={t`Name`} autoFocus maxLength={100} placeholder={t`Office laptop`} hint={t`By which you know it again.`} value={name} onChange={(event) => setName(event.target.value)} />
    </Prove>
  )
}

function Remove({ passkey, onClose }: { passkey: PasskeyOut; onClose: () => void }) {
  const tell = useToast()
  const [remove, { error, isLoading }] = useRemovePasskeyMutation()
  const prove = async (password: string) => {
    if ((await remove({ passkeyId: passkey.id, proofBody: { password } })).error) return
    tell(t`Passkey removed`)
    onClose()
  }
  return (
    <Prove
      title={t`Remove “${passkey.name}”?`}
      consequence={t`It signs nobody in any more. Delete it in your device or password manager, too: KSAP cannot do that.`}
      action={<Trans>Remove</Trans>}
      danger
      busy={isLoading}
      error={error}
      onProve={(password) => void prove(password)}
      onClose={onClose}
    />
  )
}

/** What the organisation asks of its members' sign-ins. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type SignInPolicyBody, useGetSignInPolicyQuery, useSetSignInPolicyMutation } from '@/api/gen/accounts'
import { useMay } from '@/app/session'
import { Select } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { span } from '../words'
import { SaveBar } from './save'
import { Section } from './section'

const MINUTES = [30, 60, 240, 720, 1440, 10_080]
const HOURS = [12, 24, 168, 720]

const within = (known: number[], value: number | null): number[] => (value === null || known.includes(value) ? known : [...known, value].sort((a, b) => a - b))

export function SignInPolicy() {
  const { data } = useGetSignInPolicyQuery()
  return (
    <Section title={<Trans>Sign-in of members</Trans>} text={<Trans>Takes effect at once, also for those who are signed in. Members without a second factor are asked to set one up first.</Trans>}>
      {data ? <Form saved={data.data} /> : <Skeleton className="h-44 w-full rounded-lg" />}
    </Section>
  )
}

function Form({ saved }: { saved: SignInPolicyBody }) {
  const may = useMay('organisation.update')
  const tell = useToast()
  const [changes, setChanges] = useState<Partial<SignInPolicyBody>>({})
  const [save, { error, isLoading, reset }] = useSetSignInPolicyMutation()
  const values = { ...saved, ...changes }
  const dirty = (Object.keys(changes) as (keyof SignInPolicyBody)[]).some((name) => changes[name] !== saved[name])
  const set = (change: Partial<SignInPolicyBody>) => {
    setChanges((before) => ({ ...before, ...change }))
    if (error) reset()
  }
  const number = (text: string): number | null => (text ? Number(text) : null)
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save({ signInPolicyBody: values }).then((answer) => {
          if (!answer.data) return
          setChanges({})
          tell(t`Saved`)
        })
      }}
    >
      <Select
        label={t`Require a second factor from`}
        hint={t`An authenticator app or a passkey.`}
        disabled={!may}
        value={values.second_factor}
        onChange={(event) => set({ second_factor: event.target.value as SignInPolicyBody['second_factor'] })}
      >
        <option value="nobody">{t`Nobody: members choose`}</option>
        <option value="admins">{t`Owner and admins`}</option>
        <option value="everybody">{t`Everybody`}</option>
      </Select>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select label={t`Sign out when idle for`} disabled={!may} value={values.session_idle_minutes ?? ''} onChange={(event) => set({ session_idle_minutes: number(event.target.value) })}>
          <option value="">{t`Default of the installation`}</option>
          {within(MINUTES, values.session_idle_minutes ?? null).map((minutes) => (
            <option key={minutes} value={minutes}>
              {span(minutes * 60)}
            </option>
          ))}
        </Select>
        <Select label={t`Sign in again after at most`} disabled={!may} value={values.session_hours ?? ''} onChange={(event) => set({ session_hours: number(event.target.value) })}>
          <option value="">{t`Default of the installation`}</option>
          {within(HOURS, values.session_hours ?? null).map((hours) => (
            <option key={hours} value={hours}>
              {span(hours * 3600)}
            </option>
          ))}
        </Select>
      </div>
      <FormError error={error} />
      {may && <SaveBar dirty={dirty} busy={isLoading} onDiscard={() => setChanges({})} />}
    </form>
  )
}

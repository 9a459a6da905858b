import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useLingui } from '@lingui/react'
import { useState } from 'react'

import { useUpdateProfileMutation, useUpdateSettingsMutation } from '@/api/gen/accounts'
import { type Locale, chooseLocale, locales } from '@/app/i18n'
import { useProfile } from '@/app/session'
import { type Theme, chooseTheme, useTheme } from '@/app/theme'
import { problem } from '@/lib/errors'
import { buttonClass } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { Email } from '../components/email'
import { Identities } from '../components/identities'
import { SaveBar } from '../components/save'
import { Section } from '../components/section'

export function Component() {
  return (
    <div>
      <Section title={<Trans>You</Trans>} text={<Trans>Your name is shown next to what you do: in notes, histories and invitations.</Trans>}>
        <Person />
      </Section>
      <Email />
      <Identities />
      <Section title={<Trans>Look and language</Trans>} text={<Trans>Kept in this browser. Mails to you come in the same language.</Trans>}>
        <Look />
      </Section>
      <Section title={<Trans>API</Trans>} text={<Trans>Everything on these screens can also be done by a program.</Trans>}>
        <a href="/api/docs" target="_blank" rel="noreferrer noopener" className={buttonClass('secondary')}>
          <Trans>Open the API explorer</Trans>
        </a>
      </Section>
    </div>
  )
}

function Person() {
  const profile = useProfile()
  const tell = useToast()
  const saved = { first_name: profile.first_name, last_name: profile.last_name }
  const [values, setValues] = useState(saved)
  const [update, { error, isLoading }] = useUpdateProfileMutation()
  const fields = error ? problem(error).fields : {}
  const dirty = values.first_name !== saved.first_name || values.last_name !== saved.last_name
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void update({ profileBody: { first_name: values.first_name.trim(), last_name: values.last_name.trim() } }).then((answer) => {
          if (answer.data) tell(t`Saved`)
        })
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Input label={t`First name`} autoComplete="given-name" maxLength={100} value={values.first_name} error={fields.first_name} onChange={(event) => setValues({ ...values, first_name: event.target.value })} />
        <Input label={t`Last name`} autoComplete="family-name" maxLength={100} value={values.last_name} error={fields.last_name} onChange={(event) => setValues({ ...values, last_name: event.target.value })} />
      </div>
      <FormError error={Object.keys(fields).length ? null : error} />
      <SaveBar dirty={dirty} busy={isLoading} onDiscard={() => setValues(saved)} />
    </form>
  )
}

function Look() {
  const theme = useTheme()
  const { i18n } = useLingui()
  const [update] = useUpdateSettingsMutation()
  const speak = (locale: Locale) => {
    void chooseLocale(locale)
    void update({ body: { language: locale } }) // the language of mails
  }
  return (
    <div className="space-y-4">
      <div className="space-y-1.5">
        <p className="text-13 font-medium">
          <Trans>Appearance</Trans>
        </p>
        <Segmented<Theme>
          label={t`Appearance`}
          value={theme}
          onChange={chooseTheme}
          options={[
            { value: 'system', text: t`Like the system` },
            { value: 'light', text: t`Light` },
            { value: 'dark', text: t`Dark` },
          ]}
        />
      </div>
      <div className="max-w-60">
        <Select label={t`Language`} value={i18n.locale} onChange={(event) => speak(event.target.value as Locale)}>
          {Object.entries(locales).map(([value, text]) => (
            <option key={value} value={value} lang={value}>
              {text}
            </option>
          ))}
        </Select>
      </div>
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type SettingOut, useChangeSettingsMutation, useListInstallationSettingsQuery, useListSettingsQuery } from '@/api/gen/settings'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { Tag } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input, Select, Switch } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { SaveBar } from '../components/save'
import { Section } from '../components/section'
import { settingValue, settingWords, sourceWords } from '../words'

/** Settings that count at once: the organisation's own, and what the installation has for everybody. */
export function Component() {
  return (
    <>
      <Section
        title={<Trans>Settings of the organisation</Trans>}
        text={<Trans>They take effect at once, for everybody, without a restart. Each change is in the audit log with the value before.</Trans>}
      >
        <Own />
      </Section>
      <Section
        title={<Trans>Settings of the installation</Trans>}
        text={<Trans>They serve every organisation here. The administrator changes them with “ksap settings set”; what the environment sets can only be changed there.</Trans>}
      >
        <Installation />
      </Section>
    </>
  )
}

type Value = SettingOut['value']

function Own() {
  const { data, error, refetch } = useListSettingsQuery()
  if (data) return <Form settings={data.data} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Skeleton className="h-44 w-full rounded-lg" />
}

function Form({ settings }: { settings: SettingOut[] }) {
  const tell = useToast()
  const [changes, setChanges] = useState<Record<string, Value>>({})
  const [save, { error, isLoading }] = useChangeSettingsMutation()
  const fields = error ? problem(error).fields : {}
  const dirty = settings.filter((each) => each.name in changes && String(changes[each.name]) !== String(each.value))
  const submit = async () => {
    const wanted = Object.fromEntries(dirty.map((each) => [each.name, each.kind === 'number' ? Number(changes[each.name]) : (changes[each.name] ?? null)]))
    if (!(await save({ settingChangesBody: { changes: wanted } })).data) return
    setChanges({})
    tell(t`Saved`)
  }
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {settings.map((setting) => (
        <Control
          key={setting.name}
          setting={setting}
          value={setting.name in changes ? (changes[setting.name] ?? null) : setting.value}
          error={fields[setting.name]}
          onChange={(value) => setChanges((before) => ({ ...before, [setting.name]: value }))}
        />
      ))}
      <FormError error={settings.some((each) => fields[each.name]) ? null : error} />
      <SaveBar dirty={dirty.length > 0} busy={isLoading} onDiscard={() => setChanges({})} />
    </form>
  )
}

/** The control that fits the setting's type. */
function Control({ setting, value, error, onChange }: { setting: SettingOut; value: Value; error?: string; onChange: (value: Value) => void }) {
  const { title, help } = settingWords(setting)
  const changed = setting.source === 'database' && String(setting.default) !== String(value)
  const usual = String(setting.default === '' ? t`none` : setting.default)
  const hint = (
    <>
      {help}{' '}
      {changed && (
        <Button look="quiet" className="h-6 px-1" onClick={() => onChange(setting.default)}>
          <Trans>Back to {usual}</Trans>
        </Button>
      )}
    </>
  )
  if (setting.kind === 'switch') return <Switch label={title} hint={hint} checked={value === true} onChange={onChange} />
  if (setting.kind === 'choice')
    return (
      <Select label={title} hint={hint} error={error} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)}>
        {setting.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </Select>
    )
  return (
    <Input
      label={title}
      hint={hint}
      error={error}
      className={setting.kind === 'number' ? 'max-w-40' : undefined}
      inputMode={setting.kind === 'number' ? 'numeric' : undefined}
      maxLength={254}
      value={String(value ?? '')}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Installation() {
  const { timezone } = useOrganisation()
  const { data, error, refetch } = useListInstallationSettingsQuery()
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-72 w-full rounded-lg" />
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {data.data.map((setting) => {
        const { title, help } = settingWords(setting)
        return (
          <li key={setting.name} className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,12rem)]">
            <div className="min-w-0">
              <p className="text-13 font-medium">{title}</p>
              <p className="text-12 text-ink-2">{help}</p>
            </div>
            <div className="min-w-0 space-y-1 sm:text-right">
              <p className="tnum text-13 break-words">{settingValue(setting)}</p>
              {setting.source !== 'default' && <Tag>{sourceWords(setting.source)}</Tag>}
              {setting.changed_at && <p className="text-12 text-ink-2">{dateTime(setting.changed_at, timezone)}</p>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** When a credential is due to be replaced: the term of the organisation, and how many are over it. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import { useState } from 'react'

import { type IntegrationOut, useChangeSettingsMutation, useListSettingsQuery } from '@/api/gen/settings'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

export function Terms({ rows }: { rows: IntegrationOut[] }) {
  const may = useMay('organisation.settings')
  const { data } = useListSettingsQuery(undefined, { skip: !may })
  const [open, setOpen] = useState(false)
  const due = rows.filter((each) => each.due === 'due').length
  const soon = rows.filter((each) => each.due === 'soon').length
  const value = (name: string) => numberOf(data?.data.find((each) => each.name === name)?.value)
  const days = value('credential_days')
  const notice = value('credential_notice_days')
  if (!data) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-y border-line py-1.5 text-13">
      {due > 0 && (
        <span className="inline-flex items-center gap-1.5 font-medium text-bad">
          <CircleAlert aria-hidden="true" className="size-4" />
          <Plural value={due} one="# credential is due to be replaced" other="# credentials are due to be replaced" />
        </span>
      )}
      {soon > 0 && (
        <span className="inline-flex items-center gap-1.5 font-medium text-warn">
          <CircleAlert aria-hidden="true" className="size-4" />
          <Plural value={soon} one="# will be soon" other="# will be soon" />
        </span>
      )}
      <span className="text-ink-2">
        {days ? <Plural value={days} one="Credentials fall due for replacement after a day." other="Credentials fall due for replacement after # days." /> : <Trans>Credentials never fall due.</Trans>}
      </span>
      <Button look="quiet" className="-mr-3 ml-auto" onClick={() => setOpen(true)}>
        <Trans>Change</Trans>
      </Button>
      {open && <Form days={days} notice={notice} onClose={() => setOpen(false)} />}
    </div>
  )
}

function Form({ days, notice, onClose }: { days: number; notice: number; onClose: () => void }) {
  const tell = useToast()
  const [term, setTerm] = useState(String(days))
  const [before, setBefore] = useState(String(notice))
  const [save, { error, isLoading }] = useChangeSettingsMutation()
  const fields = error ? problem(error).fields : {}
  const whole = (text: string, most: number) => /^\d{1,4}$/.test(text.trim()) && Number(text) <= most
  const wrong = { term: whole(term, 3650) ? undefined : t`Give days from 0 to 3,650.`, before: whole(before, 365) ? undefined : t`Give days from 0 to 365.` }
  const submit = async () => {
    if (wrong.term || wrong.before) return
    const answer = await save({ settingChangesBody: { changes: { credential_days: Number(term), credential_notice_days: Number(before) } } })
    if (!answer.data) return
    tell(t`Saved`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`When credentials fall due`} description={t`Applies at once, to every credential of the organisation.`}>
      <form
        noValidate
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Input
          label={t`Days until a credential is due`}
          hint={t`Counted from the day it was entered. 0 means never.`}
          inputMode="numeric"
          value={term}
          error={fields.credential_days ?? wrong.term}
          onChange={(event) => setTerm(event.target.value)}
        />
        <Input label={t`Notice, in days before`} inputMode="numeric" value={before} error={fields.credential_notice_days ?? wrong.before} onChange={(event) => setBefore(event.target.value)} />
        <FormError error={Object.keys(fields).length ? null : error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" busy={isLoading}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

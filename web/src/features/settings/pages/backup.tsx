import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type RestoreOut, useRestoreBackupMutation } from '@/api/gen/settings'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { saveAddress } from '@/lib/download'
import { problem } from '@/lib/errors'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useDownloadBackupMutation } from '../api'
import { Section } from '../components/section'
import { partWords } from '../words'

const SHORTEST = 12

/** All settings into one sealed file, and back. For owners alone. */
export function Component() {
  return (
    <>
      <Section
        title={<Trans>Back up</Trans>}
        text={
          <Trans>
            One file with the organisation’s settings, roles, stores, connections with their credentials, locations and privacy rules. People, sessions, passwords, API keys, products, orders and
            stock are not in it.
          </Trans>
        }
      >
        <Make />
      </Section>
      <Section title={<Trans>Restore</Trans>} text={<Trans>Brings this organisation to what the file says, here or on a fresh installation: everything or nothing. What the file does not name stays.</Trans>}>
        <Restore />
      </Section>
    </>
  )
}

function Make() {
  const tell = useToast()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const [make, { error, isLoading }] = useDownloadBackupMutation()
  const fields = error ? problem(error).fields : {}
  const short = passphrase.length < SHORTEST ? t`Use ${SHORTEST} characters or more.` : undefined
  const differs = passphrase !== again ? t`This is not the same.` : undefined
  const submit = async () => {
    setTried(true)
    if (short || differs) return
    const answer = await make({ passphrase })
    if (!answer.data) return
    saveAddress(`ksap-settings-${new Date().toISOString().slice(0, 10)}.ksapbackup`, answer.data)
    setPassphrase('')
    setAgain('')
    setTried(false)
    tell(t`The backup is saved. Keep the passphrase elsewhere.`)
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
      <Input
        label={t`Passphrase`}
        type="password"
        autoComplete="new-password"
        hint={t`It encrypts the file. Nobody can open the file without it, and nobody can recover it.`}
        value={passphrase}
        error={fields.passphrase ?? (tried ? short : undefined)}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      <Input label={t`Passphrase, once more`} type="password" autoComplete="new-password" value={again} error={tried ? differs : undefined} onChange={(event) => setAgain(event.target.value)} />
      <FormError error={fields.passphrase ? null : error} />
      <Button type="submit" look="primary" busy={isLoading}>
        <Trans>Download the backup</Trans>
      </Button>
    </form>
  )
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

function Restore() {
  const tell = useToast()
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [looked, setLooked] = useState<RestoreOut | null>(null)
  const [asked, setAsked] = useState(false)
  const [restore, { error, isLoading, reset }] = useRestoreBackupMutation()
  const fields = error ? problem(error).fields : {}
  const changes = looked?.changes.filter((each) => each.outcome === 'created' || each.outcome === 'changed').length ?? 0
  const go = async (dry: boolean) => {
    if (!file) return
    const answer = await restore({ restoreBody: { file: await base64(file), passphrase, dry_run: dry } })
    if (!answer.data) return
    setLooked(answer.data.data)
    setAsked(false)
    if (!dry) tell(t`Restored`)
  }
  const fresh = () => {
    setLooked(null)
    reset()
  }
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        void go(true)
      }}
    >
      <Input
        label={t`Backup file`}
        type="file"
        accept=".ksapbackup"
        className="py-0.5 file:mr-3 file:h-6 file:rounded-sm file:border file:border-line file:bg-sunken file:px-2 file:text-12 pointer-coarse:py-2"
        error={fields.file}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          fresh()
        }}
      />
      <Input
        label={t`Its passphrase`}
        type="password"
        autoComplete="off"
        value={passphrase}
        error={fields.passphrase}
        onChange={(event) => {
          setPassphrase(event.target.value)
          fresh()
        }}
      />
      <FormError error={fields.file || fields.passphrase ? null : error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={isLoading && !asked} disabled={!file || !passphrase}>
          <Trans>See what would change</Trans>
        </Button>
        {looked?.dry_run && changes > 0 && (
          <Button look="primary" onClick={() => setAsked(true)}>
            <Plural value={changes} one="Restore # thing" other="Restore # things" />
          </Button>
        )}
      </div>
      {looked && <Changes report={looked} />}
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        danger={false}
        title={t`Restore the settings?`}
        consequence={t`Settings, roles and credentials of the same name are replaced by those of the file. Restored stores are imported and kept in step at once: make sure that no other installation works on them.`}
        action={<Trans>Restore</Trans>}
        busy={isLoading}
        error={error}
        onConfirm={() => void go(false)}
      />
    </form>
  )
}

function outcomeWords(outcome: string): { text: string; tone: Tone } {
  const words: Record<string, { text: string; tone: Tone }> = {
    created: { text: t`New`, tone: 'ok' },
    changed: { text: t`Changed`, tone: 'info' },
    same: { text: t`As it is`, tone: 'neutral' },
    skipped: { text: t`Left out`, tone: 'warn' },
  }
  return words[outcome] ?? { text: outcome, tone: 'neutral' }
}

function Changes({ report }: { report: RestoreOut }) {
  const { timezone } = useOrganisation()
  const parts = [...new Set(report.changes.map((each) => each.part))]
  return (
    <section aria-label={t`What the backup holds`} className="rounded-lg border border-line bg-surface">
      <p className="px-4 py-2.5 text-13">
        {report.dry_run ? <Trans>Made {dateTime(report.made_at, timezone)}. Nothing is changed yet.</Trans> : <Trans>Made {dateTime(report.made_at, timezone)}. It is restored.</Trans>}
      </p>
      {parts.map((part) => (
        <div key={part} className="border-t border-line px-4 py-2.5">
          <h3 className="text-12 font-semibold text-ink-2">{partWords(part)}</h3>
          <ul className="mt-1 space-y-1">
            {report.changes
              .filter((each) => each.part === part)
              .map((each, at) => {
                const words = outcomeWords(each.outcome)
                return (
                  <li key={at} className="flex flex-wrap items-baseline justify-between gap-x-4 text-13">
                    <span className="min-w-0 break-words">
                      {each.what}
                      {each.note && <span className="block text-12 text-ink-2">{each.note}</span>}
                    </span>
                    <Badge tone={words.tone}>{words.text}</Badge>
                  </li>
                )
              })}
          </ul>
        </div>
      ))}
      {report.absent.length > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-12 text-warn">
          <Trans>This version does not know these parts: {report.absent.join(', ')}</Trans>
        </p>
      )}
    </section>
  )
}

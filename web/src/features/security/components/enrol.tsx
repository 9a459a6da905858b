/** Scan, then prove that the app shows the right code. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { type EnrolmentOut, useConfirmTotpMutation } from '@/api/gen/accounts'
import { copyText } from '@/lib/clipboard'
import { problem } from '@/lib/errors'
import { Button, IconButton } from '@/ui/button'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

export function Enrol({ enrolment, onDone, onCancel }: { enrolment: EnrolmentOut; onDone: (codes: string[]) => void; onCancel: () => void }) {
  const [code, setCode] = useState('')
  const [copied, setCopied] = useState(false)
  const [confirm, { error, isLoading }] = useConfirmTotpMutation()
  const wrong = error ? problem(error).fields.code : undefined
  const digits = code.replaceAll(/\s/g, '')
  const submit = async () => {
    const answer = await confirm({ codeBody: { code: digits } })
    if (answer.data) onDone([...answer.data.data.recovery_codes])
  }
  const number = 'tnum flex size-6 shrink-0 items-center justify-center rounded-full border border-line text-12 font-medium'
  return (
    <form
      className="rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <ol className="space-y-5">
        <li className="flex gap-3">
          <span aria-hidden="true" className={number}>1</span>
          <div className="min-w-0 flex-1">
            <h3 className="pt-0.5 text-14 font-semibold">
              <Trans>Scan this with your authenticator app</Trans>
            </h3>
            <div className="mt-3 flex flex-wrap items-start gap-4">
              <img src={enrolment.qr} alt={t`QR code for the authenticator app`} className="size-44 shrink-0 rounded-md border border-line bg-[white] p-1" />
              <div className="min-w-0 flex-1 basis-44">
                <p className="text-13 text-ink-2">
                  <Trans>Where nothing can be scanned, type this key into the app:</Trans>
                </p>
                <div className="mt-1 flex items-start gap-1">
                  <p className="pt-1.5 font-mono text-13 break-all">{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</p>
                  <IconButton label={copied ? t`Copied` : t`Copy the key`} onClick={() => void copyText(enrolment.secret).then(setCopied)}>
                    {copied ? <Check className="size-4 text-ok" /> : <Copy className="size-4" />}
                  </IconButton>
                </div>
                <p className="mt-2 text-13 text-ink-2">
                  <Trans>On this very device:</Trans>{' '}
                  <a href={enrolment.uri} className="inline-flex min-h-6 items-center font-medium text-accent hover:underline">
                    <Trans>open the app</Trans>
                  </a>
                </p>
              </div>
            </div>
          </div>
        </li>
        <li className="flex gap-3">
          <span aria-hidden="true" className={number}>2</span>
          <div className="min-w-0 flex-1 space-y-3">
            <h3 className="pt-0.5 text-14 font-semibold">
              <Trans>Enter the six digits that it shows</Trans>
            </h3>
            <div className="max-w-48">
              <Input label={t`Code`} hideLabel inputMode="numeric" autoComplete="one-time-code" autoFocus placeholder="123 456" maxLength={12} className="tnum" value={code} error={wrong} onChange={(event) => setCode(event.target.value)} />
            </div>
            <FormError error={wrong ? null : error} />
            <div className="flex flex-wrap gap-2">
              <Button type="submit" look="primary" busy={isLoading} disabled={!/^\d{6}$/.test(digits)}>
                <Trans>Switch on</Trans>
              </Button>
              <Button look="quiet" onClick={onCancel}>
                <Trans>Cancel</Trans>
              </Button>
            </div>
          </div>
        </li>
      </ol>
    </form>
  )
}

/** Recovery codes: shown this once, so they can be taken along in three ways. Nothing keeps them when this is left. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Copy, Download, Printer } from 'lucide-react'
import { useEffect, useState } from 'react'

import { useProfile } from '@/app/session'
import { copyText } from '@/lib/clipboard'
import { saveText } from '@/lib/download'
import { Button } from '@/ui/button'

export function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { email } = useProfile()
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault() // reloading loses them
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [])
  const head = t`KSAP recovery codes of ${email}`
  return (
    <div className="rounded-lg border border-line bg-surface p-4 print:border-0 print:p-0">
      <h3 className="text-14 font-semibold">
        <Trans>Keep your recovery codes</Trans>
      </h3>
      <p className="mt-1 text-13 text-ink-2">
        <Trans>Each opens your account once when the app is lost. Put them where your phone is not: a password manager, or paper. They are shown this once.</Trans>
      </p>
      <p className="mt-3 hidden text-13 print:block">{head}</p>
      <ul aria-label={t`Recovery codes`} className="mt-3 grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border border-line bg-sunken px-4 py-3 font-mono text-13 print:bg-surface sm:w-fit sm:gap-x-12 sm:px-6">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap gap-2 print:hidden">
        <Button icon={copied ? <Check className="size-4" /> : <Copy className="size-4" />} onClick={() => void copyText(codes.join('\n')).then(setCopied)}>
          {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
        <Button icon={<Download className="size-4" />} onClick={() => saveText('ksap-recovery-codes.txt', `${head}\n\n${codes.join('\n')}\n`)}>
          <Trans>Download</Trans>
        </Button>
        <Button icon={<Printer className="size-4" />} onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
        <Button look="primary" className="sm:ml-auto" onClick={onDone}>
          <Trans>I have kept them</Trans>
        </Button>
      </div>
      <p role="status" className="text-12 text-warn print:hidden">
        {copied === false && <span className="mt-2 block">{t`The browser did not allow copying: select the text instead.`}</span>}
      </p>
    </div>
  )
}

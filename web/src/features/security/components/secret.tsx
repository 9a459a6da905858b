/** A secret that is shown once: the words, the value, a way to take it along. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { copyText } from '@/lib/clipboard'
import { Button } from '@/ui/button'
import { control } from '@/ui/field'
import { cn } from '@/lib/cn'

export function Secret({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  const [copied, setCopied] = useState<boolean | null>(null)
  return (
    <div className="space-y-2">
      <p className="text-13 font-medium">{label}</p>
      <div className="flex flex-wrap gap-2">
        <output aria-label={label} className={cn(control, 'block min-w-0 flex-1 basis-64 bg-sunken py-1.5 font-mono text-13 break-all select-all')}>
          {value}
        </output>
        <Button look="primary" icon={copied ? <Check className="size-4" /> : <Copy className="size-4" />} onClick={() => void copyText(value).then(setCopied)}>
          {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
      </div>
      {copied === false && (
        <p role="status" className="text-12 text-warn">
          {t`The browser did not allow copying: select the text instead.`}
        </p>
      )}
      {children}
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Copy, ExternalLink } from 'lucide-react'

import type { PlatformOut } from '@/api/gen/stores'
import { Tag } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { useToast } from '@/ui/toast'

import { said } from '../manifest-words'
import { Choice } from './choice'

/** How to sign in: only where there is a choice. */
export function MethodChoice({ platform, value, onChange }: { platform: PlatformOut; value: string; onChange: (slug: string) => void }) {
  if (platform.auth.length < 2) return <p className="text-13 text-ink-2">{said(platform.auth[0]?.summary ?? '')}</p>
  return (
    <fieldset>
      <legend className="mb-2 text-14 font-semibold">
        <Trans>How do you want to sign in?</Trans>
      </legend>
      <div className="divide-y divide-line rounded-lg border border-line bg-surface">
        {platform.auth.map((method) => (
          <Choice
            key={method.slug}
            name="method"
            checked={method.slug === value}
            onChoose={() => onChange(method.slug)}
            title={said(method.title)}
            text={said(method.summary)}
            tag={method.recommended && <Tag>{t`Recommended`}</Tag>}
          />
        ))}
      </div>
    </fieldset>
  )
}

/** What an app of one's own at the vendor has to be given before its sign-in works. */
export function AppSetup({ platform }: { platform: PlatformOut }) {
  const tell = useToast()
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      tell(t`Copied`)
    } catch {
      tell(t`The browser did not allow copying: select the text instead.`)
    }
  }
  const facts: [string, string][] = [
    [t`Return address`, platform.callback_url],
    [t`Rights`, platform.scopes.join(',')],
  ]
  return (
    <details className="rounded-lg border border-line bg-surface px-4 py-2 text-13">
      <summary className="min-h-6 cursor-pointer py-1 font-medium">
        <Trans>What your app at {platform.title} needs</Trans>
      </summary>
      <dl className="space-y-3 pt-1 pb-2">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt className="text-12 text-ink-2">{name}</dt>
              <dd className="flex items-start gap-2">
                <code className="min-w-0 flex-1 py-1.5 font-mono text-12 break-all">{value}</code>
                <IconButton label={t`Copy: ${name}`} onClick={() => void copy(value)}>
                  <Copy className="size-4" />
                </IconButton>
              </dd>
            </div>
          ))}
      </dl>
    </details>
  )
}

export function VendorDocs({ platform }: { platform: PlatformOut }) {
  if (!platform.docs_url) return null
  return (
    <a href={platform.docs_url} target="_blank" rel="noreferrer noopener" className="inline-flex min-h-6 items-center gap-1.5 text-13 text-ink-2 hover:text-ink hover:underline">
      <Trans>Documentation of {platform.title}</Trans>
      <ExternalLink aria-hidden="true" className="size-3.5" />
    </a>
  )
}

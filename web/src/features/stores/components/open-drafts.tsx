import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'react-router'

import { type PlatformOut, useDropDraftMutation, useGetDraftQuery } from '@/api/gen/stores'
import { ago } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { useToast } from '@/ui/toast'

import { type OpenDraft, forgetTyped, resumeAt, useOpenDrafts } from '../drafts'
import { PlatformLogo } from './platform-logo'

/** Connections that were begun and not finished: where one goes on. */
export function OpenDrafts({ platforms }: { platforms: PlatformOut[] }) {
  const { drafts, forget } = useOpenDrafts()
  if (!drafts.length) return null
  return (
    <Card title={t`Continue where you left off`} flush className="mb-6 has-[li:not(.hidden)]:block">
      <ul className="divide-y divide-line">
        {drafts.map((draft) => (
          <Row key={draft.id} kept={draft} platform={platforms.find((each) => each.slug === draft.vendor)} forget={forget} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ kept, platform, forget }: { kept: OpenDraft; platform?: PlatformOut; forget: (id: string) => void }) {
  const now = useNow(60_000)
  const tell = useToast()
  const { data, error } = useGetDraftQuery({ draftId: kept.id })
  const [drop, dropping] = useDropDraftMutation()
  const draft = data?.data
  const gone = error && problem(error).status === 404
  useEffect(() => {
    if (gone) forget(kept.id)
  }, [gone, forget, kept.id])
  if (!draft) return null
  const place = draft.store_name || draft.public.shop || draft.public.site_url
  const title = platform?.title ?? kept.vendor
  const discard = async () => {
    const answer = await drop({ draftId: kept.id })
    if (answer.error && problem(answer.error).status !== 404) return
    forget(kept.id)
    forgetTyped(kept.id)
    tell(t`Discarded`)
  }
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <PlatformLogo platform={platform} size="size-7" />
      <div className="relative min-w-0 flex-1">
        <Link to={resumeAt(draft)} className="block truncate text-13 font-medium hover:underline">
          {place ? String(place) : <Trans>New {title} shop</Trans>}
        </Link>
        <p className="text-12 text-ink-2">
          {title} · {ago(draft.updated_at, now)}
        </p>
      </div>
      <StepBadge step={draft.step} failed={draft.report?.ok === false} />
      <IconButton label={t`Discard this draft`} disabled={dropping.isLoading} onClick={() => void discard()}>
        <Trash2 className="size-4" />
      </IconButton>
    </li>
  )
}

function StepBadge({ step, failed }: { step: string; failed: boolean }) {
  if (failed) return <Badge tone="bad">{t`Test failed`}</Badge>
  if (step === 'tested') return <Badge tone="ok">{t`Tested`}</Badge>
  if (step === 'finished') return <Badge tone="info">{t`Ready to import`}</Badge>
  if (step === 'authorising') return <Badge tone="warn">{t`Waiting for approval`}</Badge>
  return <Badge>{t`Begun`}</Badge>
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { type PlatformOut, useListPlatformsQuery, useStartDraftMutation } from '@/api/gen/stores'
import { useMay } from '@/app/session'
import { cn } from '@/lib/cn'
import { useUrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'

import { OpenDrafts } from '../components/open-drafts'
import { PlatformLogo } from '../components/platform-logo'
import { Choice } from '../components/choice'
import { StepButtons, WizardPage } from '../components/wizard'
import { useOpenDrafts } from '../drafts'
import { Notice } from '../components/notice'
import { said } from '../manifest-words'

type Environment = 'live' | 'sandbox'

export function Component() {
  const may = useMay('connections.manage')
  const url = useUrlState()
  const navigate = useNavigate()
  const { remember } = useOpenDrafts()
  const { data, error, isLoading, refetch } = useListPlatformsQuery({ kind: 'store' })
  const [start, starting] = useStartDraftMutation()
  const [chosen, setChosen] = useState(url.get('platform'))
  const [environment, setEnvironment] = useState<Environment>('live')
  const platforms = data?.data ?? []
  if (!may)
    return (
      <WizardPage at="platform" title={t`Connect a store`}>
        <Empty title={<Trans>Your role cannot connect stores</Trans>}>
          <Trans>Ask an owner or an admin of your organisation.</Trans>
        </Empty>
      </WizardPage>
    )
  const go = async () => {
    const answer = await start({ newDraftBody: { vendor: chosen, environment } })
    if (!answer.data) return
    remember(answer.data.data)
    void navigate(`/stores/connect/${answer.data.data.id}/credentials`)
  }
  return (
    <WizardPage at="platform" title={t`Connect a store`} intro={<Trans>Products, stock and orders come in by themselves and stay up to date. Nothing changes in your shop before you have seen a preview.</Trans>}>
      {url.get('returned') === 'expired' && (
        <Notice tone="warn">
          <Trans>That sign-in was used before, or took longer than 15 minutes. Open the draft and start it again.</Trans>
        </Notice>
      )}
      <OpenDrafts platforms={platforms} />
      {error && !data && <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-md border border-bad/40 bg-surface p-3" />}
      {isLoading && <Skeleton className="h-40 w-full rounded-lg" />}
      {data && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void go()
          }}
        >
          <fieldset>
            <legend className="mb-2 text-14 font-semibold">
              <Trans>Where is your shop?</Trans>
            </legend>
            <div className="grid gap-3 sm:grid-cols-2">
              {platforms.map((platform) => (
                <PlatformChoice key={platform.slug} platform={platform} chosen={chosen === platform.slug} choose={() => setChosen(platform.slug)} />
              ))}
            </div>
          </fieldset>
          <fieldset className="mt-6">
            <legend className="mb-2 text-14 font-semibold">
              <Trans>Which shop is it?</Trans>
            </legend>
            <div className="divide-y divide-line rounded-lg border border-line bg-surface">
              <Choice name="environment" checked={environment === 'live'} onChoose={() => setEnvironment('live')} title={t`A real shop`} text={t`Your customers buy there.`} />
              <Choice
                name="environment"
                checked={environment === 'sandbox'}
                onChoose={() => setEnvironment('sandbox')}
                title={t`A sandbox shop`}
                text={t`Played by the sandbox of this installation, to try everything without a real shop. Its page lists the shops and their keys.`}
              />
            </div>
          </fieldset>
          <div className="mt-4">
            <FormError error={starting.error} />
          </div>
          <StepButtons>
            <Button type="submit" look="primary" disabled={!chosen} busy={starting.isLoading}>
              <Trans>Continue</Trans>
            </Button>
          </StepButtons>
        </form>
      )}
    </WizardPage>
  )
}

function PlatformChoice({ platform, chosen, choose }: { platform: PlatformOut; chosen: boolean; choose: () => void }) {
  return (
    <label
      className={cn(
        'flex cursor-pointer items-start gap-3 rounded-lg border bg-surface p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        chosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-control',
      )}
    >
      <input type="radio" name="platform" value={platform.slug} checked={chosen} onChange={choose} className="sr-only" />
      <PlatformLogo platform={platform} />
      <span className="min-w-0">
        <span className="block text-14 font-semibold">{platform.title}</span>
        <span className="mt-0.5 block text-13 text-ink-2">{said(platform.summary)}</span>
      </span>
    </label>
  )
}

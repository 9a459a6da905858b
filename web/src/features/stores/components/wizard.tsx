/** Around every step of connecting a store: where I am, what is behind me, and the draft. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'

import { type DraftOut, type PlatformOut, useGetDraftQuery, useListPlatformsQuery } from '@/api/gen/stores'
import { problem } from '@/lib/errors'
import { cn } from '@/lib/cn'
import { ButtonLink } from '@/ui/button'
import { Back, Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import '../api'

import { type Step, reached } from '../drafts'
import { PlatformLogo } from './platform-logo'

function stepNames(reconnects: boolean): [Step, string][] {
  const first: [Step, string][] = [
    ['credentials', t`Sign-in`],
    ['test', t`Test`],
  ]
  if (reconnects) return first
  return [['platform', t`Platform`], ...first, ['locations', t`Locations`], ['preview', t`Preview`], ['import', t`Import`]]
}

function Steps({ at, draft }: { at: Step; draft?: DraftOut }) {
  const steps = stepNames(Boolean(draft?.reconnects))
  const here = steps.findIndex(([step]) => step === at)
  const open = draft ? reached(draft) : []
  return (
    <nav aria-label={t`Steps`} className="mb-6">
      <p className="mb-2 text-13 text-ink-2 sm:hidden">
        <Trans>
          Step {here + 1} of {steps.length}: {steps[here]?.[1]}
        </Trans>
      </p>
      <ol className="flex gap-1.5 max-sm:-my-4 max-sm:h-11 max-sm:items-center sm:gap-2">
        {steps.map(([step, text], index) => {
          const done = index < here
          const link = done && draft && open.includes(step)
          const words = (
            <>
              <span className={cn('block h-1 rounded-full', index <= here ? 'bg-accent' : 'bg-line')} />
              <span className={cn('mt-1.5 hidden items-center gap-1.5 text-12 sm:flex', index === here ? 'font-medium text-ink' : 'text-ink-2')}>
                {done && <Check aria-hidden="true" className="size-3.5 text-accent" strokeWidth={2.5} />}
                {text}
                {done && <span className="sr-only">{t`(done)`}</span>}
              </span>
            </>
          )
          return (
            <li key={step} className="min-w-0 flex-1" aria-current={index === here ? 'step' : undefined}>
              {link ? (
                <Link to={`/stores/connect/${draft.id}/${step}`} className="block min-h-6 rounded-sm max-sm:flex max-sm:items-center max-sm:[&>span:first-child]:w-full hover:[&>span:last-child]:text-ink hover:[&>span:last-child]:underline" aria-label={t`Back to ${text}`}>
                  {words}
                </Link>
              ) : (
                words
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

export function WizardPage({ at, title, intro, draft, platform, children }: { at: Step; title: string; intro?: ReactNode; draft?: DraftOut; platform?: PlatformOut; children: ReactNode }) {
  return (
    <Page width="text">
      <PageHead
        documentTitle={title}
        eyebrow={
          <Back to="/stores">
            <Trans>Stores</Trans>
          </Back>
        }
        title={
          <span className="flex items-center gap-3">
            {platform && <PlatformLogo platform={platform} />}
            {title}
          </span>
        }
      />
      <Steps at={at} draft={draft} />
      {intro && <p className="mb-5 max-w-prose text-14 text-ink-2">{intro}</p>}
      {children}
    </Page>
  )
}

/** The draft of the address and its platform; `instead` is what to show until both are there. */
export function useWizard(at: Step): { draft?: DraftOut; platform?: PlatformOut; instead?: ReactNode } {
  const { draftId = '' } = useParams()
  const draft = useGetDraftQuery({ draftId })
  const platforms = useListPlatformsQuery({})
  const error = draft.error ?? platforms.error
  const found = draft.data?.data
  const platform = platforms.data?.data.find((each) => each.slug === found?.vendor)
  if (found && platform) return { draft: found, platform }
  if (error && problem(error).status === 404)
    return {
      instead: (
        <Page width="text">
          <PageHead title={t`Connect a store`} />
          <Empty
            title={<Trans>This draft is gone</Trans>}
            action={
              <ButtonLink look="primary" to="/stores/connect">
                <Trans>Start again</Trans>
              </ButtonLink>
            }
          >
            <Trans>Drafts are kept for seven days after the last change. It may also belong to another organisation of yours.</Trans>
          </Empty>
        </Page>
      ),
    }
  return {
    instead: (
      <WizardPage at={at} title={t`Connect a store`}>
        {error ? (
          <Failure
            error={error}
            retry={() => {
              void draft.refetch()
              void platforms.refetch()
            }}
          />
        ) : (
          <div role="status" aria-busy="true" aria-label={t`Loading`} className="space-y-4">
            <Skeleton className="h-5 w-2/3" />
            <Skeleton className="h-40 w-full rounded-lg" />
          </div>
        )}
      </WizardPage>
    ),
  }
}

/** The buttons of a step: back at the left, on at the right. */
export function StepButtons({ back, children }: { back?: ReactNode; children: ReactNode }) {
  return (
    <div className="mt-6 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4 max-sm:flex-col-reverse max-sm:items-stretch">
      <div className="max-sm:[&>*]:w-full">{back}</div>
      <div className="flex flex-wrap items-center gap-2 max-sm:flex-col-reverse max-sm:items-stretch">{children}</div>
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCallback, useEffect, useRef } from 'react'
import { Navigate, useNavigate } from 'react-router'

import { type DraftOut, type PlatformOut, useFinishDraftMutation, useStartDraftMutation, useTestDraftMutation } from '@/api/gen/stores'
import { countryName } from '@/lib/countries'
import { problem } from '@/lib/errors'
import { useUrlState } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Notice } from '../components/notice'
import { Report, ReportRunning, failing } from '../components/report'
import { StepButtons, WizardPage, useWizard } from '../components/wizard'
import { forgetTyped, leaves, methodOf, resumeAt, useOpenDrafts } from '../drafts'

export function Component() {
  const { draft, platform, instead } = useWizard('test')
  if (!draft || !platform) return instead
  if (draft.step === 'finished') return <Navigate to={resumeAt(draft)} replace />
  return <Testing key={draft.id} draft={draft} platform={platform} />
}

function useTest(draft: DraftOut) {
  const url = useUrlState()
  const [test, testing] = useTestDraftMutation()
  const started = useRef(false)
  const run = useCallback(() => void test({ draftId: draft.id }), [test, draft.id])
  const asked = url.get('run') === '1' || url.get('returned') === 'ok' || !draft.report
  useEffect(() => {
    if (!asked || started.current) return
    started.current = true
    url.set({ run: undefined, returned: undefined }, { replace: true })
    run()
  }, [asked, run, url])
  return { run, testing, pending: testing.isLoading || (asked && !testing.error) }
}

function Testing({ draft, platform }: { draft: DraftOut; platform: PlatformOut }) {
  const { run, testing, pending } = useTest(draft)
  const fault = failing(draft.report)
  const away = leaves(methodOf(platform, draft.auth)?.kind)
  const back = `/stores/connect/${draft.id}/credentials`
  return (
    <WizardPage at="test" title={t`Test the connection`} draft={draft} platform={platform}>
      {pending ? (
        <ReportRunning />
      ) : (
        draft.report && (
          <div className="space-y-5" aria-live="polite">
            {fault ? (
              <p className="text-14">
                <Trans>This does not work yet. Nothing was connected, and what you typed is kept.</Trans>
              </p>
            ) : (
              <p className="text-14">
                <Trans>Everything needed works.</Trans>
              </p>
            )}
            <Report report={draft.report} />
            {draft.report.ok && <Shop draft={draft} />}
          </div>
        )
      )}
      {testing.error && (
        <div className="mt-4">
          <FormError error={testing.error} />
        </div>
      )}
      {draft.report?.ok && draft.step === 'tested' && !pending ? (
        <Finish draft={draft} platform={platform} retest={run} back={back} />
      ) : (
        <StepButtons back={<ButtonLink look={fault ? 'primary' : 'quiet'} to={back}>{fault ? t`Change the details` : t`Back`}</ButtonLink>}>
          {!pending && (
            <Button onClick={run}>
              <Trans>Test again</Trans>
            </Button>
          )}
          {!pending && testing.error && away && !draft.granted && <ButtonLink look="primary" to={back}>{t`Approve at ${platform.title}`}</ButtonLink>}
        </StepButtons>
      )}
    </WizardPage>
  )
}

function Shop({ draft }: { draft: DraftOut }) {
  const shop = draft.report?.shop ?? {}
  const facts: [string, string][] = [
    [t`Shop`, String(shop.name ?? '')],
    [t`Address`, String(shop.domain ?? '')],
    [t`Currency`, String(shop.currency ?? '')],
    [t`Country`, shop.country ? countryName(String(shop.country)) : ''],
    [t`Time zone`, String(shop.timezone ?? '')],
    [t`Plan`, String(shop.plan ?? '')],
  ]
  return (
    <Card title={t`This is the shop`}>
      <Facts rows={facts.filter(([, value]) => value)} />
    </Card>
  )
}

function Finish({ draft, platform, retest, back }: { draft: DraftOut; platform: PlatformOut; retest: () => void; back: string }) {
  const navigate = useNavigate()
  const tell = useToast()
  const { forget } = useOpenDrafts()
  const [finish, finishing] = useFinishDraftMutation()
  const connect = async () => {
    const answer = await finish({ draftId: draft.id, body: { start_import: false } })
    if (!answer.data) return
    const done = answer.data.data
    forgetTyped(draft.id)
    if (!draft.reconnects && done.first) return navigate(`/stores/connect/${draft.id}/locations`)
    forget(draft.id)
    tell(t`Connected again. What happened meanwhile is being caught up.`)
    void navigate(`/stores/${done.store_id ?? ''}`)
  }
  const name = draft.store_name || String(draft.report?.shop.name ?? platform.title)
  return (
    <>
      {finishing.error && <Refused error={finishing.error} draft={draft} />}
      <StepButtons back={<ButtonLink look="quiet" to={back}>{t`Back`}</ButtonLink>}>
        <Button onClick={retest}>
          <Trans>Test again</Trans>
        </Button>
        <Button look="primary" busy={finishing.isLoading} onClick={() => void connect()}>
          {draft.reconnects ? <Trans>Use these from now on</Trans> : <Trans>Connect {name}</Trans>}
        </Button>
      </StepButtons>
    </>
  )
}

/** The account may be connected already: then its connection gets the new credentials. */
function Refused({ error, draft }: { error: unknown; draft: DraftOut }) {
  const navigate = useNavigate()
  const { remember } = useOpenDrafts()
  const [start, starting] = useStartDraftMutation()
  const found = problem(error)
  const existing = typeof found.details.reconnects === 'string' ? found.details.reconnects : ''
  if (!existing)
    return (
      <div className="mt-4">
        <FormError error={error} />
      </div>
    )
  const reconnect = async () => {
    const answer = await start({ newDraftBody: { vendor: draft.vendor, environment: draft.environment as 'live' | 'sandbox', reconnects: existing } })
    if (!answer.data) return
    remember(answer.data.data)
    void navigate(`/stores/connect/${answer.data.data.id}/credentials`)
  }
  return (
    <div className="mt-5">
      <Notice
        tone="warn"
        title={found.message}
        action={
          <Button busy={starting.isLoading} onClick={() => void reconnect()}>
            <Trans>Give that connection new credentials</Trans>
          </Button>
        }
      >
        <Trans>A shop is connected once. Its store here keeps its products, orders and settings.</Trans>
        <FormError error={starting.error} />
      </Notice>
    </div>
  )
}

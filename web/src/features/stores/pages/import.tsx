import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect } from 'react'
import { Navigate } from 'react-router'

import { type DraftOut, type PlatformOut, useGetStoreQuery } from '@/api/gen/stores'
import { type RunOut, useListSyncRunsQuery, useStartSyncMutation } from '@/api/gen/sync'
import { useUrlState } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'

import { Notice } from '../components/notice'
import { RunProgress, over, useRun } from '../components/run-progress'
import { StepButtons, WizardPage, useWizard } from '../components/wizard'
import { useOpenDrafts } from '../drafts'

const PARTS = ['locations', 'products', 'stock', 'orders']

export function Component() {
  const { draft, platform, instead } = useWizard('import')
  if (!draft || !platform) return instead
  if (draft.step !== 'finished' || !draft.store_id) return <Navigate to={`/stores/connect/${draft.id}/test`} replace />
  return <Importing draft={draft} platform={platform} storeId={draft.store_id} />
}

function Importing({ draft, platform, storeId }: { draft: DraftOut; platform: PlatformOut; storeId: string }) {
  const url = useUrlState()
  const asked = url.get('run')
  const first = useListSyncRunsQuery({ storeId, kind: 'initial', limit: 1 }, { skip: Boolean(asked) })
  const runId = asked || (first.data?.data[0]?.id ?? '')
  const { run, live, query } = useRun(runId)
  const { data: store } = useGetStoreQuery({ storeId })
  const { drafts, forget } = useOpenDrafts()
  const [start, starting] = useStartSyncMutation()
  const name = store?.data.name ?? platform.title
  const good = run?.state === 'done' || run?.state === 'partial'
  const known = drafts.some((each) => each.id === draft.id)
  useEffect(() => {
    if (good && known) forget(draft.id)
  }, [good, known, forget, draft.id])
  const again = async () => {
    const answer = await start({ storeId, body: { kind: 'initial' } })
    if (answer.data) url.set({ run: answer.data.data.id }, { replace: true })
  }
  if (!asked && first.data && !runId) return <Navigate to={`/stores/connect/${draft.id}/preview`} replace />
  return (
    <WizardPage
      at="import"
      title={good ? t`${name} is connected` : t`Importing ${name}`}
      draft={draft}
      platform={platform}
      intro={good ? <Trans>From now on what happens in the shop shows here within seconds.</Trans> : <Trans>You may leave this page: the import goes on, and the running work is shown at the top.</Trans>}
    >
      {query.error && !run ? (
        <Failure error={query.error} retry={() => void query.refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
      ) : run ? (
        <RunProgress run={run} live={live} parts={PARTS} />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <SkeletonRows rows={4} />
        </div>
      )}
      <div className="sr-only" role="status">
        {over(run) ? (good ? t`The import is done.` : t`The import stopped.`) : t`The import runs.`}
      </div>
      {run && over(run) && <Ended run={run} />}
      <FormError error={starting.error} />
      {run && over(run) && (
        <StepButtons back={good && <ButtonLink look="quiet" to="/stores/connect">{t`Connect another`}</ButtonLink>}>
          {!good && (
            <Button busy={starting.isLoading} look="primary" onClick={() => void again()}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {good && <ButtonLink to={`/orders?store=${storeId}`}>{t`See the orders`}</ButtonLink>}
          <ButtonLink look={good ? 'primary' : 'secondary'} to={`/stores/${storeId}`}>
            {t`Open the store`}
          </ButtonLink>
        </StepButtons>
      )}
    </WizardPage>
  )
}

function Ended({ run }: { run: RunOut }) {
  if (run.state === 'done') return null
  return (
    <div className="mt-5">
      {run.state === 'partial' && (
        <Notice tone="warn" title={t`Some things did not come in.`} action={<ButtonLink to={`/sync/runs/${run.id}`}>{t`See which`}</ButtonLink>}>
          {run.error}
        </Notice>
      )}
      {run.state === 'failed' && <Notice tone="bad" title={run.error || t`The import stopped.`}>{t`What came in so far is kept; a new try goes on from there.`}</Notice>}
      {run.state === 'cancelled' && <Notice tone="warn" title={t`The import was cancelled.`}>{t`What came in so far is kept.`}</Notice>}
    </div>
  )
}

import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type PolicyOut, type RunOut, useListRetentionPoliciesQuery, useRunRetentionMutation, useSetRetentionPolicyMutation } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { date, dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { number } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { useUnsaved } from '@/lib/unsaved'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Input, Switch } from '@/ui/field'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'
import { type Column, Table } from '@/ui/table/table'

import { useRetentionReportPagesInfiniteQuery } from '../api'
import { PrivacyFrame } from '../components/privacy-frame'
import { policyName } from '../privacy-words'

export function Component() {
  const { data, error, refetch } = useListRetentionPoliciesQuery()
  return (
    <PrivacyFrame text={<Trans>How long each kind of data is kept. Once a day, older data is deleted for good; every clean-up is listed below and in the audit log.</Trans>} actions={<CleanUp />}>
      <div className="space-y-5">
        <Card title={<Trans>Policies</Trans>} flush>
          {data ? (
            <ul className="divide-y divide-line border-t border-line">
              {data.data.map((policy) => (
                <Policy key={`${policy.policy} ${policy.days} ${policy.enabled}`} policy={policy} />
              ))}
            </ul>
          ) : error ? (
            <Failure error={error} retry={() => void refetch()} />
          ) : (
            <SkeletonRows rows={8} />
          )}
        </Card>
        <Reports />
      </div>
    </PrivacyFrame>
  )
}

function Policy({ policy }: { policy: PolicyOut }) {
  const tell = useToast()
  const name = policyName(policy)
  const [days, setDays] = useState(String(policy.days))
  const [asked, setAsked] = useState<{ days: number; enabled: boolean } | null>(null)
  const [save, { error, isLoading }] = useSetRetentionPolicyMutation()
  const wanted = /^\d{1,5}$/.test(days.trim()) ? Number(days) : null
  const wrong = wanted === null || wanted < policy.least || wanted > 36_500 ? t`Give days from ${policy.least} to 36,500.` : undefined
  const dirty = wanted !== policy.days
  useUnsaved(dirty)
  const write = async (next: { days: number; enabled: boolean }) => {
    const answer = await save({ policy: policy.policy, policyBody: next })
    if (!answer.data) return
    setAsked(null)
    tell(t`Saved`)
  }
  // keeping longer loses nothing; keeping shorter does
  const change = (next: { days: number; enabled: boolean }) => (next.enabled && (!policy.enabled || next.days < policy.days) ? setAsked(next) : void write(next))
  return (
    <li className="px-4 py-3">
      <form
        className="grid items-start gap-x-6 gap-y-2 sm:grid-cols-[minmax(0,1fr)_15rem]"
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted !== null && !wrong && dirty) change({ days: wanted, enabled: policy.enabled })
        }}
      >
        <Switch
          label={name}
          hint={!policy.enabled ? <Trans>Kept without end.</Trans> : policy.days !== policy.usual_days ? <Plural value={policy.usual_days} one="Default: # day" other="Default: # days" /> : undefined}
          checked={policy.enabled}
          disabled={isLoading}
          onChange={(enabled) => change({ days: wanted !== null && !wrong ? wanted : policy.days, enabled })}
        />
        <div className="flex items-start gap-2">
          <div className="w-24">
            <Input hideLabel label={t`Days: ${name}`} inputMode="numeric" maxLength={5} className="tnum text-right" disabled={!policy.enabled} value={days} error={dirty ? (wrong ?? (error ? problem(error).fields.days : undefined)) : undefined} onChange={(event) => setDays(event.target.value)} />
          </div>
          <span className="pt-1.5 text-13 text-ink-2 pointer-coarse:pt-3">
            <Trans>days</Trans>
          </span>
          {dirty && policy.enabled && (
            <Button type="submit" disabled={Boolean(wrong)} busy={isLoading}>
              <Trans>Save</Trans>
            </Button>
          )}
        </div>
      </form>
      {!asked && <FormError error={error && !problem(error).fields.days ? error : null} />}
      {asked && (
        <Confirm
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={t`Keep “${name}” for ${asked.days} days only?`}
          consequence={t`What is older goes for good at the next clean-up, and nothing brings it back.`}
          action={<Trans>Shorten</Trans>}
          busy={isLoading}
          error={error}
          onConfirm={() => void write(asked)}
        >
          {null}
        </Confirm>
      )}
    </li>
  )
}

function CleanUp() {
  const tell = useToast()
  const [asked, setAsked] = useState(false)
  const [run, { error, isLoading }] = useRunRetentionMutation()
  const go = async () => {
    if (!(await run()).data) return
    setAsked(false)
    tell(t`The clean-up is on its way. What it removed shows below in a moment.`)
  }
  return (
    <>
      <Button onClick={() => setAsked(true)}>
        <Trans>Clean up now</Trans>
      </Button>
      <Confirm open={asked} onOpenChange={setAsked} title={t`Clean up now?`} consequence={t`What is older than its policy allows goes for good. It would go within a day anyway.`} action={<Trans>Clean up</Trans>} busy={isLoading} error={error} onConfirm={() => void go()}>
        {null}
      </Confirm>
    </>
  )
}

function Reports() {
  const { timezone } = useOrganisation()
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useRetentionReportPagesInfiniteQuery(undefined, { refetchOnMountOrArgChange: true })
  const rows = useRows<RunOut>(data)
  const columns: Column<RunOut>[] = [
    { key: 'what', head: t`What`, width: 'minmax(9rem,1.6fr)', phone: 'title', cell: (run) => policyName({ policy: run.policy }) },
    { key: 'cutoff', head: t`Older than`, width: '7rem', cell: (run) => date(run.cutoff, timezone) },
    { key: 'by', head: t`Started by`, width: 'minmax(7rem,1fr)', cell: (run) => (run.started_by === 'system' ? t`Timetable` : run.started_by) },
    { key: 'at', head: t`When`, width: '10.5rem', phone: 'second', cell: (run) => dateTime(run.at, timezone) },
    { key: 'removed', head: t`Removed`, width: '5.5rem', align: 'end', phone: 'end', cell: (run) => number(run.removed) },
  ]
  return (
    <Card title={<Trans>What was removed</Trans>} flush>
      {error && !rows.length ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Table
          label={t`What was removed`}
          columns={columns}
          rows={rows}
          rowKey={(run) => run.id}
          loading={isLoading}
          loadingMore={isFetchingNextPage}
          hasMore={hasNextPage}
          onMore={() => void fetchNextPage()}
          empty={
            <p className="px-4 pb-4 text-13 text-ink-2">
              <Trans>Nothing was old enough yet.</Trans>
            </p>
          }
        />
      )}
    </Card>
  )
}

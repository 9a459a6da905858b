import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type RuleOut, useListSecurityRulesQuery, useSetSecurityRuleMutation } from '@/api/gen/security'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input, Select, Switch } from '@/ui/field'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { countsName, isQuietTime, ruleWords, severityName, type Unit, unitName, unitOf, UNITS, usual } from '../rule-words'

const WEEK = 604_800

export function Component() {
  const may = useMay('organisation.security')
  if (!may)
    return (
      <Empty title={<Trans>Your role does not include the security rules</Trans>}>
        <Trans>Owners and admins set them.</Trans>
      </Empty>
    )
  return <Rules />
}

function Rules() {
  const { data, error, refetch } = useListSecurityRulesQuery()
  return (
    <div className="max-w-[56rem] space-y-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-[38rem] text-13 text-ink-2">
          <Trans>KSAP watches the audit log for these. What is unusual raises one alert in the inbox, with the entries behind it and what can be done; the rule then stays silent for the same time.</Trans>
        </p>
        <ButtonLink to="/inbox?kind=security">
          <Trans>See the alerts</Trans>
        </ButtonLink>
      </div>
      <Card flush>
        {data ? (
          <ul className="divide-y divide-line" aria-label={t`Security rules`}>
            {data.data.map((rule) => (
              <Rule key={`${rule.rule} ${rule.enabled} ${rule.threshold} ${rule.seconds} ${rule.severity}`} rule={rule} />
            ))}
          </ul>
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={10} />
        )}
      </Card>
    </div>
  )
}

const whole = (text: string): number | null => (/^\d{1,8}$/.test(text.trim()) ? Number(text) : null)

function Rule({ rule }: { rule: RuleOut }) {
  const tell = useToast()
  const { title, meaning } = ruleWords(rule)
  const [threshold, setThreshold] = useState(String(rule.threshold))
  const [unit, setUnit] = useState<Unit>(unitOf(rule.seconds))
  const [time, setTime] = useState(String(rule.seconds / unitOf(rule.seconds)))
  const [severity, setSeverity] = useState(rule.severity)
  const [save, { error, isLoading }] = useSetSecurityRuleMutation()
  const fields = error ? problem(error).fields : {}
  const number = whole(threshold)
  const length = whole(time)
  const seconds = length === null ? null : length * unit
  const wrongNumber = number === null || number < 1 ? t`At least one.` : fields.threshold
  const wrongTime = seconds === null || seconds < 60 || seconds > WEEK ? t`From a minute to 7 days.` : fields.seconds
  const dirty = number !== rule.threshold || seconds !== rule.seconds || severity !== rule.severity
  useUnsaved(dirty)
  const changed = rule.threshold !== rule.usual_threshold || rule.seconds !== rule.usual_seconds || rule.severity !== rule.usual_severity
  const write = async (next: Partial<Pick<RuleOut, 'enabled' | 'threshold' | 'seconds' | 'severity'>>) => {
    const answer = await save({ rule: rule.rule, ruleBody: { enabled: rule.enabled, threshold: rule.threshold, seconds: rule.seconds, severity: rule.severity, ...next } })
    if (answer.data) tell(t`Saved`)
  }
  return (
    <li className="space-y-3 px-4 py-4">
      <Switch label={title} hint={meaning} checked={rule.enabled} disabled={isLoading} onChange={(enabled) => void write({ enabled })} />
      {rule.enabled && (
        <form
          className="flex flex-wrap items-start gap-x-2 gap-y-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (number !== null && seconds !== null && !wrongNumber && !wrongTime && dirty) void write({ threshold: number, seconds, severity })
          }}
        >
          {!rule.single && (
            <>
              <div className="w-24">
                <Input hideLabel label={t`How many: ${title}`} inputMode="numeric" maxLength={8} className="tnum text-right" value={threshold} error={wrongNumber} onChange={(event) => setThreshold(event.target.value)} />
              </div>
              <span className="pt-1.5 text-13 text-ink-2 pointer-coarse:pt-3">{countsName(rule.counts)}</span>
            </>
          )}
          <span className="pt-1.5 text-13 text-ink-2 pointer-coarse:pt-3">
            {isQuietTime(rule) ? <Trans>at most once in</Trans> : <Trans>within</Trans>}
          </span>
          <div className="w-16">
            <Input hideLabel label={t`Time: ${title}`} inputMode="numeric" maxLength={5} className="tnum text-right" value={time} error={wrongTime} onChange={(event) => setTime(event.target.value)} />
          </div>
          <div className="w-28">
            <Select hideLabel label={t`Unit: ${title}`} value={unit} onChange={(event) => setUnit(Number(event.target.value) as Unit)}>
              {UNITS.map((each) => (
                <option key={each} value={each}>
                  {unitName(each, length ?? 2)}
                </option>
              ))}
            </Select>
          </div>
          <div className="w-72 max-sm:w-full sm:ml-auto">
            <Select hideLabel label={t`How grave: ${title}`} value={severity} onChange={(event) => setSeverity(event.target.value as RuleOut['severity'])}>
              {(['info', 'warning', 'critical'] as const).map((each) => (
                <option key={each} value={each}>
                  {severityName(each)}
                </option>
              ))}
            </Select>
          </div>
          {dirty && (
            <Button type="submit" look="primary" busy={isLoading} disabled={Boolean(wrongNumber ?? wrongTime)}>
              <Trans>Save</Trans>
            </Button>
          )}
          {!dirty && changed && (
            <Button look="quiet" busy={isLoading} onClick={() => void write({ threshold: rule.usual_threshold, seconds: rule.usual_seconds, severity: rule.usual_severity })}>
              <Trans>Back to default</Trans>
            </Button>
          )}
        </form>
      )}
      {rule.enabled && (changed || rule.updated_by) && (
        <p className="text-12 text-ink-2">
          {changed && usual(rule)} {rule.updated_by && <Trans>Set by {rule.updated_by}.</Trans>}
        </p>
      )}
      <FormError error={error && !fields.threshold && !fields.seconds ? error : null} />
    </li>
  )
}

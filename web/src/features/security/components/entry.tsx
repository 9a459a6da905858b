/** One entry of the audit log: who, what, when, what changed, and where it stands in the chain. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import type { EntryOut } from '@/api/gen/audit'
import { useScopeChoice } from '@/app/scope-button'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { useWho } from '@/lib/who'
import { Button } from '@/ui/button'
import { Facts } from '@/ui/card'

import { actionWords, actorKind, fieldName, targetKind, targetLink, targetName, who } from '../audit-words'
import { permissionText } from '../permissions'

type Narrow = (changes: Record<string, string>) => void

export function Entry({ entry, onNarrow }: { entry: EntryOut; onNarrow: Narrow }) {
  const { timezone } = useOrganisation()
  const link = targetLink(entry)
  const name = targetName(entry)
  const target = [targetKind(entry.target_kind), name].filter(Boolean).join(' ')
  const known = useWho()
  const kind = actorKind(entry.actor_kind)
  const { before, after, ...rest } = entry.details as Record<string, unknown>
  return (
    <div className="space-y-5 px-4 pb-6">
      <Facts
        rows={[
          [t`When`, dateTime(entry.at, timezone)],
          [t`Who`, <span key="who">{who(entry, known)} {kind && <span className="text-ink-2">({kind})</span>}</span>],
          [t`What`, actionWords(entry.action)],
          ...(target ? [[t`To what`, link ? <Link key="to" to={link} className="font-medium text-accent hover:underline">{target}</Link> : target] as [ReactNode, ReactNode]] : []),
        ]}
      />
      <div className="flex flex-wrap gap-2">
        {entry.actor_id && <Button onClick={() => onNarrow({ actor: entry.actor_id })}>{t`All by the same`}</Button>}
        {entry.target_id && <Button onClick={() => onNarrow({ object: entry.target_id })}>{t`All about the same`}</Button>}
        {entry.correlation_id && <Button onClick={() => onNarrow({ request: entry.correlation_id })}>{t`All of the same call`}</Button>}
      </div>
      <Changes before={before} after={after} />
      {Object.keys(rest).length > 0 && (
        <div>
          <h3 className="mb-2 text-14 font-semibold">
            <Trans>Details</Trans>
          </h3>
          <Facts rows={Object.entries(rest).map(([key, value]) => [fieldName(key), <Value key={key} name={key} value={value} />])} />
        </div>
      )}
      <div>
        <h3 className="mb-2 text-14 font-semibold">
          <Trans>Proof</Trans>
        </h3>
        <Facts
          rows={[
            [t`Entry`, <span key="seq" className="tnum">{entry.seq}</span>],
            [t`Fingerprint`, <span key="hash" className="font-mono text-12 break-all">{entry.hash}</span>],
            [t`Request`, <span key="request" className="font-mono text-12 break-all">{entry.correlation_id || '–'}</span>],
            [t`Kind of entry`, <span key="action" className="font-mono text-12 break-all">{entry.action}</span>],
          ]}
        />
      </div>
    </div>
  )
}

function Changes({ before, after }: { before: unknown; after: unknown }) {
  if (before === undefined && after === undefined) return null
  const was = fields(before)
  const is = fields(after)
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
  return (
    <div>
      <h3 className="mb-2 text-14 font-semibold">
        <Trans>What changed</Trans>
      </h3>
      {names.length ? (
        <dl className="space-y-3 text-13">
          {names.map((name) => (
            <div key={name}>
              {name && <dt className="text-12 text-ink-2">{fieldName(name)}</dt>}
              <dd className="break-words text-ink-2 line-through">
                <span className="sr-only">{t`Before:`} </span>
                <Value name={name} value={was[name]} />
              </dd>
              <dd className="break-words">
                <span className="sr-only">{t`After:`} </span>
                <Value name={name} value={is[name]} />
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="text-13 text-ink-2">
          <Trans>No value changed.</Trans>
        </p>
      )}
    </div>
  )
}

function Stores({ ids }: { ids: string[] | null }) {
  const { stores } = useScopeChoice()
  return <>{ids ? ids.map((id) => stores.find((store) => store.id === id)?.name ?? id).join(', ') : t`All stores`}</>
}

const fields = (value: unknown): Record<string, unknown> => (value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : { '': value })

function Value({ name, value }: { name: string; value: unknown }) {
  if (name === 'store_ids') return <Stores ids={Array.isArray(value) ? value.map(String) : null} />
  if (value === null || value === undefined || value === '') return <>–</>
  if (typeof value === 'boolean') return <>{value ? t`Yes` : t`No`}</>
  if (name === 'permission' || name === 'permissions') return <>{(Array.isArray(value) ? value : [value]).map((each) => permissionText(String(each))).join(' · ')}</>
  if (Array.isArray(value)) return <>{value.length ? value.map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each))).join(', ') : '–'}</>
  if (typeof value === 'object') return <span className="font-mono text-12 break-all">{JSON.stringify(value)}</span>
  return <span className="break-words">{String(value)}</span>
}

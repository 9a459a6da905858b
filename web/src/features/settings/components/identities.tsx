/** Accounts elsewhere that sign one in. Nothing is shown where nobody vouches for people and none is linked. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'

import { type IdentityOut, useListIdentitiesQuery, useListOidcProvidersQuery, useStartLinkingMutation, useUnlinkIdentityMutation } from '@/api/gen/accounts'
import { useOrganisation } from '@/app/session'
import { ago, date, dateTime } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Section } from './section'

export function Identities() {
  const providers = useListOidcProvidersQuery().data?.data ?? []
  const identities = useListIdentitiesQuery(undefined, { refetchOnMountOrArgChange: true }).data?.data ?? []
  const [start, { error, isLoading }] = useStartLinkingMutation()
  if (providers.length === 0 && identities.length === 0) return null
  const link = async (provider: string) => {
    const begun = await start({ providerBody: { provider } })
    if (begun.data) window.location.assign(begun.data.data.authorization_url)
  }
  return (
    <Section title={<Trans>Linked accounts</Trans>} text={<Trans>Sign in with an account that you have elsewhere. Your password and passkeys go on working.</Trans>}>
      <div className="space-y-3">
        {identities.length > 0 && (
          <ul aria-label={t`Linked accounts`} className="divide-y divide-line rounded-lg border border-line bg-surface">
            {identities.map((identity) => (
              <Row key={identity.id} identity={identity} />
            ))}
          </ul>
        )}
        <div className="flex flex-wrap gap-2">
          {providers.map(({ id, name }) => (
            <Button key={id} busy={isLoading} onClick={() => void link(id)}>
              <Trans>Link your {name} account</Trans>
            </Button>
          ))}
        </div>
        <FormError error={error} />
      </div>
    </Section>
  )
}

function Row({ identity }: { identity: IdentityOut }) {
  const now = useNow(60_000)
  const tell = useToast()
  const { timezone } = useOrganisation()
  const [asked, setAsked] = useState(false)
  const [unlink, { error, isLoading }] = useUnlinkIdentityMutation()
  const place = host(identity.issuer)
  const go = async () => {
    if ((await unlink({ identityId: identity.id })).error) return
    setAsked(false)
    tell(t`The account is unlinked`)
  }
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <KeyRound aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
      <div className="min-w-0 flex-1">
        <p className="text-13 font-medium break-words">{identity.email || place}</p>
        <p className="text-12 break-words text-ink-2">
          {place} · <Trans>linked {date(identity.created_at, timezone)}</Trans>
          {identity.last_used_at && (
            <span title={dateTime(identity.last_used_at, timezone)}>
              {' '}
              · <Trans>last used {ago(identity.last_used_at, now)}</Trans>
            </span>
          )}
        </p>
      </div>
      <Button look="quiet" aria-label={t`Unlink ${identity.email || place}`} onClick={() => setAsked(true)}>
        <Trans>Unlink</Trans>
      </Button>
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t`Unlink this account?`}
        consequence={<Trans>It signs you in no more. You sign in with your password or a passkey then.</Trans>}
        action={<Trans>Unlink</Trans>}
        busy={isLoading}
        error={error}
        onConfirm={() => void go()}
      >
        {null}
      </Confirm>
    </li>
  )
}

function host(issuer: string): string {
  try {
    return new URL(issuer).host
  } catch {
    return issuer
  }
}

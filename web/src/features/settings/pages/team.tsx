import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { MoreHorizontal, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { type InvitationOut, type MemberOut, useActivateMemberMutation, useDeactivateMemberMutation, useListInvitationsQuery, useListMembersQuery, useRemoveMemberMutation, useRevokeInvitationMutation } from '@/api/gen/members'
import { useListIntegrationsQuery } from '@/api/gen/settings'
import { useScopeChoice } from '@/app/scope-button'
import { useMay, useOrganisation, useProfile } from '@/app/session'
import { ago, date } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Badge, Tag } from '@/ui/badge'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { StoreTags } from '@/ui/store-limit'
import { useToast } from '@/ui/toast'

import { ChangeRole, Invite, Transfer } from '../components/member-dialogs'
import { roleName } from '../roles'

export function Component() {
  const may = useMay('members.manage')
  const members = useListMembersQuery()
  const invitations = useListInvitationsQuery(undefined, { skip: !may })
  const [inviting, setInviting] = useState(false)
  return (
    <div className="max-w-4xl space-y-5">
      <Card
        title={<Trans>Members</Trans>}
        flush
        actions={
          may && (
            <Button look="primary" icon={<UserPlus className="size-4" />} onClick={() => setInviting(true)}>
              <Trans>Invite</Trans>
            </Button>
          )
        }
      >
        {members.error && !members.data ? (
          <Failure error={members.error} retry={() => void members.refetch()} />
        ) : !members.data ? (
          <SkeletonRows rows={3} />
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {members.data.data.map((member) => (
              <Member key={member.user_id} member={member} may={may} />
            ))}
          </ul>
        )}
      </Card>
      {invitations.data && invitations.data.data.length > 0 && (
        <Card title={<Trans>Invitations</Trans>} flush>
          <Unsent />
          <ul className="divide-y divide-line border-t border-line">
            {invitations.data.data.map((invitation) => (
              <Invitation key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </div>
  )
}

/** Without a mail server nobody gets an invitation unless its link is passed on. */
function Unsent() {
  const mays = [useMay('organisation.integrations'), useMay('mail.outbox')]
  const { data } = useListIntegrationsQuery(undefined, { skip: mays.includes(false) })
  if (!data?.data.some((each) => each.kind === 'mail' && each.state === 'not_set')) return null
  return (
    <p className="px-4 pb-3 text-13 text-ink-2">
      <Trans>
        No mail server is set, so these mails were not sent. Open them in the{' '}
        <Link to="/settings/mail" className="inline-flex min-h-6 items-center font-medium text-accent hover:underline">
          mail outbox
        </Link>{' '}
        and pass their links on.
      </Trans>
    </p>
  )
}

type Asked = 'role' | 'remove' | 'deactivate' | 'transfer' | null

function Member({ member, may }: { member: MemberOut; may: boolean }) {
  const now = useNow(60_000)
  const profile = useProfile()
  const mayTransfer = useMay('organisation.transfer')
  const tell = useToast()
  const [asked, setAsked] = useState<Asked>(null)
  const [activate, activating] = useActivateMemberMutation()
  const [deactivate, deactivating] = useDeactivateMemberMutation()
  const [remove, removing] = useRemoveMemberMutation()
  const self = member.user_id === profile.id
  const name = `${member.first_name} ${member.last_name}`.trim() || member.email
  const active = member.status === 'active'
  const userId = member.user_id
  const done = (answer: { error?: unknown }, words: string) => {
    if (answer.error) return
    setAsked(null)
    tell(words)
  }
  const close = (open: boolean) => {
    if (open) return
    setAsked(null)
    removing.reset()
    deactivating.reset()
  }
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13 font-medium">
          <span className="min-w-0 truncate">{name}</span>
          {self && <Tag>{t`You`}</Tag>}
          {!active && <Badge tone="warn">{t`Deactivated`}</Badge>}
          {member.mfa && <Badge tone="ok">{t`Two-factor on`}</Badge>}
        </p>
        <p className="truncate text-12 text-ink-2">
          {name !== member.email && <>{member.email} · </>}
          {member.last_login_at ? <Trans>Signed in {ago(member.last_login_at, now)}</Trans> : <Trans>Never signed in</Trans>}
        </p>
        <Limit ids={member.store_ids} />
        <FormError error={activating.error} />
      </div>
      <span className="text-13 text-ink-2">{roleName(member.role, member.role_name)}</span>
      {may && !self && member.role !== 'owner' ? (
        <Menu
          trigger={
            <IconButton label={t`What to do with ${name}`}>
              <MoreHorizontal className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setAsked('role')}>
            <Trans>Change role and stores</Trans>
          </MenuItem>
          {active ? (
            <MenuItem onSelect={() => setAsked('deactivate')}>
              <Trans>Deactivate</Trans>
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => void activate({ userId }).then((answer) => done(answer, t`${name} may sign in again`))}>
              <Trans>Activate</Trans>
            </MenuItem>
          )}
          {mayTransfer && active && (
            <MenuItem onSelect={() => setAsked('transfer')}>
              <Trans>Make owner</Trans>
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem danger onSelect={() => setAsked('remove')}>
            <Trans>Remove</Trans>
          </MenuItem>
        </Menu>
      ) : (
        may && <span className="w-8 pointer-coarse:w-11" />
      )}
      {asked === 'role' && <ChangeRole member={member} name={name} onClose={() => setAsked(null)} />}
      {asked === 'transfer' && <Transfer member={member} name={name} onClose={() => setAsked(null)} />}
      <Confirm
        open={asked === 'deactivate'}
        onOpenChange={close}
        title={t`Deactivate ${name}?`}
        consequence={t`Their sessions here end at once and they cannot enter until you activate them again. What they did stays.`}
        action={<Trans>Deactivate</Trans>}
        busy={deactivating.isLoading}
        error={deactivating.error}
        onConfirm={() => void deactivate({ userId }).then((answer) => done(answer, t`${name} is deactivated`))}
      >
        {null}
      </Confirm>
      <Confirm
        open={asked === 'remove'}
        onOpenChange={close}
        title={t`Remove ${name}?`}
        consequence={t`They leave the organisation at once. To come back they need a new invitation. What they did stays.`}
        action={<Trans>Remove</Trans>}
        busy={removing.isLoading}
        error={removing.error}
        onConfirm={() => void remove({ userId }).then((answer) => done(answer, t`${name} was removed`))}
      >
        {null}
      </Confirm>
    </li>
  )
}

/** The stores of who does not work on all. */
function Limit({ ids }: { ids: string[] | null }) {
  const { stores } = useScopeChoice()
  if (!ids) return null
  return (
    <div className="mt-1.5">
      <StoreTags stores={stores} ids={ids} none={t`No store any more`} />
    </div>
  )
}

function Invitation({ invitation }: { invitation: InvitationOut }) {
  const tell = useToast()
  const { timezone } = useOrganisation()
  const [revoke, { error, isLoading }] = useRevokeInvitationMutation()
  const open = invitation.status === 'open'
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <p className="text-13 font-medium break-words">{invitation.email}</p>
          <p className="text-12 text-ink-2">
            {roleName(invitation.role, invitation.role_name)} · <Trans>by {invitation.invited_by}</Trans>
          </p>
          <Limit ids={invitation.store_ids} />
        </div>
        {open ? <Badge tone="info">{t`Open until ${date(invitation.expires_at, timezone)}`}</Badge> : <Badge>{t`Expired`}</Badge>}
        <Button look="quiet" busy={isLoading} aria-label={t`Withdraw the invitation of ${invitation.email}`} onClick={() => void revoke({ invitationId: invitation.id }).then((answer) => !answer.error && tell(t`Withdrawn`))}>
          <Trans>Withdraw</Trans>
        </Button>
      </div>
      <FormError error={error} />
    </li>
  )
}

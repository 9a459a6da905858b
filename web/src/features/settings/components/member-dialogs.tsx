import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { useTransferOrganisationMutation } from '@/api/gen/accounts'
import { type InviteBody, type MemberOut, type RoleOut, useChangeMemberRoleMutation, useInviteMemberMutation, useListRolesQuery } from '@/api/gen/members'
import { currentLocale, locales } from '@/app/i18n'
import { useScopeChoice } from '@/app/scope-button'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { StoreLimit } from '@/ui/store-limit'
import { useToast } from '@/ui/toast'

import { roleMeaning, roleName } from '../roles'

/** A role in a list of choices: built-in ones by their name, own ones by their id. */
const keyOf = (role: Pick<RoleOut, 'id' | 'role'>): string => role.id ?? role.role

function asBody(key: string): { role: InviteBody['role']; role_id?: string } {
  return key === 'admin' || key === 'store_manager' || key === 'viewer' ? { role: key } : { role: 'custom', role_id: key }
}

function RoleField({ value, onChange, error }: { value: string; onChange: (key: string) => void; error?: string }) {
  const { data } = useListRolesQuery()
  const roles = (data?.data ?? []).filter((role) => role.role !== 'owner')
  return (
    <Select label={t`Role`} hint={roleMeaning(value)} error={error} value={value} onChange={(event) => onChange(event.target.value)}>
      {roles.map((role) => (
        <option key={keyOf(role)} value={keyOf(role)}>
          {roleName(role.role, role.name)}
        </option>
      ))}
    </Select>
  )
}

/** null: all stores. */
type Stores = string[] | null

function StoresField({ value, onChange, error }: { value: Stores; onChange: (value: Stores) => void; error?: string }) {
  const { stores } = useScopeChoice()
  const words = {
    label: t`Stores`,
    all: t`All stores`,
    some: t`Some stores`,
    hint: value ? t`They see and change only what belongs to these stores, and read the catalogue and stock.` : t`Of the whole organisation, including stores added later.`,
    find: t`Find a store`,
  }
  return <StoreLimit stores={stores} value={value} onChange={onChange} words={words} error={error} />
}

const noStore = (value: Stores): string | undefined => (value?.length === 0 ? t`Choose at least one store.` : undefined)

function Buttons({ busy, onClose, disabled = false, action }: { busy: boolean; onClose: () => void; disabled?: boolean; action: string }) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>
        <Trans>Cancel</Trans>
      </Button>
      <Button type="submit" look="primary" busy={busy} disabled={disabled}>
        {action}
      </Button>
    </div>
  )
}

export function Invite({ onClose }: { onClose: () => void }) {
  const tell = useToast()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('store_manager')
  const [language, setLanguage] = useState<'en' | 'de'>(currentLocale())
  const [stores, setStores] = useState<Stores>(null)
  const [missing, setMissing] = useState(false)
  const [invite, { error, isLoading }] = useInviteMemberMutation()
  const fields = error ? problem(error).fields : {}
  const submit = async () => {
    setMissing(true)
    if (noStore(stores)) return
    const answer = await invite({ inviteBody: { email: email.trim(), language, store_ids: stores, ...asBody(role) } })
    if (!answer.data) return
    tell(t`${answer.data.data.email} is invited`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`Invite somebody`} description={t`They get a link by e-mail that works once.`}>
      <form
        noValidate
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Input label={t`E-mail`} type="email" autoFocus autoComplete="off" value={email} error={fields.email} onChange={(event) => setEmail(event.target.value)} />
        <RoleField value={role} onChange={setRole} error={fields.role ?? fields.role_id} />
        <StoresField value={stores} onChange={setStores} error={(missing && noStore(stores)) || fields.store_ids} />
        <Select label={t`Language of the mail`} value={language} onChange={(event) => setLanguage(event.target.value as 'en' | 'de')}>
          {Object.entries(locales).map(([value, text]) => (
            <option key={value} value={value} lang={value}>
              {text}
            </option>
          ))}
        </Select>
        <FormError error={Object.keys(fields).length ? null : error} />
        <Buttons busy={isLoading} disabled={!email.trim()} onClose={onClose} action={t`Send the invitation`} />
      </form>
    </Dialog>
  )
}

const sorted = (ids: Stores): string => (ids ? [...ids].sort().join() : 'all')

export function ChangeRole({ member, name, onClose }: { member: MemberOut; name: string; onClose: () => void }) {
  const tell = useToast()
  const [role, setRole] = useState(member.role_id ?? member.role)
  const [stores, setStores] = useState<Stores>(member.store_ids)
  const [missing, setMissing] = useState(false)
  const [change, { error, isLoading }] = useChangeMemberRoleMutation()
  const fields = error ? problem(error).fields : {}
  const same = role === (member.role_id ?? member.role) && sorted(stores) === sorted(member.store_ids)
  const submit = async () => {
    setMissing(true)
    if (noStore(stores)) return
    const answer = await change({ userId: member.user_id, memberBody: { store_ids: stores, ...asBody(role) } })
    if (!answer.data) return
    tell(t`${name}: ${roleName(answer.data.data.role, answer.data.data.role_name)}`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`Role and stores of ${name}`} description={t`Takes effect at once.`}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <RoleField value={role} onChange={setRole} error={fields.role ?? fields.role_id} />
        <StoresField value={stores} onChange={setStores} error={(missing && noStore(stores)) || fields.store_ids} />
        <FormError error={Object.keys(fields).length ? null : error} />
        <Buttons busy={isLoading} disabled={same} onClose={onClose} action={t`Save`} />
      </form>
    </Dialog>
  )
}

export function Transfer({ member, name, onClose }: { member: MemberOut; name: string; onClose: () => void }) {
  const tell = useToast()
  const [password, setPassword] = useState('')
  const [transfer, { error, isLoading }] = useTransferOrganisationMutation()
  const wrong = error ? problem(error).fields.password : undefined
  const submit = async () => {
    const answer = await transfer({ appAccountsRoutesMembersTransferBody: { user_id: member.user_id, password } })
    if (answer.error) return
    tell(t`${name} owns the organisation now`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`Hand over to ${name}?`} description={t`They become the owner and you an admin. Only they can give it back.`}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (password) void submit()
        }}
      >
        <Input label={t`Your password`} type="password" autoComplete="current-password" autoFocus maxLength={1000} value={password} error={wrong} onChange={(event) => setPassword(event.target.value)} />
        <FormError error={wrong ? null : error} />
        <Buttons busy={isLoading} disabled={!password} onClose={onClose} action={t`Hand over`} />
      </form>
    </Dialog>
  )
}

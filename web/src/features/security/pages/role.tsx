/** A role of one's own: its name and what it may do. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'

import { type PermissionOut, type RoleOut, useCreateRoleMutation, useListPermissionsQuery, useListRolesQuery, useUpdateRoleMutation } from '@/api/gen/members'
import { useMay, useProfile } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { useUrlState } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Picker } from '../components/picker'
import { byArea, roleName, whyNot } from '../permissions'

export function Component() {
  const { roleId } = useParams()
  const may = useMay('members.manage')
  const roles = useListRolesQuery()
  const catalogue = useListPermissionsQuery()
  const error = roles.error ?? catalogue.error
  const role = roles.data?.data.find((each) => each.id === roleId)
  return (
    <div className="max-w-3xl">
      <Link to="/settings/roles" className="mb-3 inline-flex min-h-8 items-center gap-1.5 text-13 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        <Trans>Roles</Trans>
      </Link>
      {!may ? (
        <Empty title={<Trans>Your role does not include this</Trans>}>
          <Trans>Ask an owner of the organisation to make or change roles.</Trans>
        </Empty>
      ) : roles.data && catalogue.data ? (
        roleId && !role ? (
          <Empty title={<Trans>There is no such role</Trans>} action={<ButtonLink to="/settings/roles">{t`See all roles`}</ButtonLink>}>
            <Trans>It may have been deleted.</Trans>
          </Empty>
        ) : (
          <Form key={roleId ?? 'new'} role={role} roles={roles.data.data} catalogue={catalogue.data.data} />
        )
      ) : error ? (
        <Failure error={error} retry={() => void (roles.error ? roles.refetch() : catalogue.refetch())} />
      ) : (
        <Skeleton className="h-[32rem] w-full rounded-lg" />
      )}
    </div>
  )
}

function Form({ role, roles, catalogue }: { role?: RoleOut; roles: RoleOut[]; catalogue: PermissionOut[] }) {
  const { permissions: mine } = useProfile()
  const navigate = useNavigate()
  const tell = useToast()
  const from = useUrlState().get('from')
  const areas = useMemo(() => byArea(catalogue), [catalogue])
  const givable = (names: readonly string[]) => new Set(catalogue.filter((each) => names.includes(each.name) && !whyNot(each, mine)).map((each) => each.name))
  const model = roles.find((each) => each.id === from)
  const [name, setName] = useState(role?.name ?? '')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => (role ? new Set(role.permissions) : givable(model?.permissions ?? [])))
  const [like, setLike] = useState(model?.id ?? '')
  const [missing, setMissing] = useState('')
  const [create, creating] = useCreateRoleMutation()
  const [update, updating] = useUpdateRoleMutation()
  const { error, isLoading } = role ? updating : creating
  const found = error ? problem(error) : null
  const nameError = missing || found?.fields.name
  const beyond = role?.permissions.some((each) => !mine.includes(each)) ?? false
  const [had] = useState(chosen)
  const letGo = useUnsaved(name !== (role?.name ?? '') || chosen.size !== had.size || [...chosen].some((each) => !had.has(each)))
  const submit = async () => {
    if (!name.trim()) return setMissing(t`Give the role a name.`)
    const ownRoleBody = { name: name.trim(), permissions: [...chosen] }
    const answer = role ? await update({ roleId: role.id as string, ownRoleBody }) : await create({ ownRoleBody })
    if (!answer.data) return
    tell(role ? t`Role saved` : t`Role created`)
    letGo()
    void navigate('/settings/roles')
  }
  if (role && beyond)
    return (
      <Empty title={<Trans>This role may do more than you</Trans>} action={<ButtonLink to="/settings/roles">{t`See all roles`}</ButtonLink>}>
        <Trans>Only people who may do all of it themselves can change it. Ask an owner of the organisation.</Trans>
      </Empty>
    )
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <h2 className="text-16">{role ? role.name : <Trans>New role</Trans>}</h2>
      <div className="grid gap-4 sm:grid-cols-2">
        <Input
          label={t`Name`}
          maxLength={60}
          autoFocus={!role}
          placeholder={t`Warehouse`}
          value={name}
          error={nameError}
          onChange={(event) => {
            setName(event.target.value)
            setMissing('')
          }}
        />
        {!role && (
          <Select
            label={t`Begin with what another role may do`}
            value={like}
            onChange={(event) => {
              setLike(event.target.value)
              const picked = roles.find((each) => (each.id ?? each.role) === event.target.value)
              setChosen(givable(picked?.permissions ?? []))
            }}
          >
            <option value="">{t`Nothing`}</option>
            {roles.map((each) => (
              <option key={each.id ?? each.role} value={each.id ?? each.role}>
                {roleName(each)}
              </option>
            ))}
          </Select>
        )}
      </div>
      <Picker areas={areas} chosen={chosen} onChange={setChosen} />
      {role && role.members > 0 && (
        <p className="text-13 text-ink-2">
          <Plural value={role.members} one="# person has this role and may do the new set at once." other="# people have this role and may do the new set at once." />
        </p>
      )}
      <FormError error={nameError ? null : error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={isLoading}>
          {role ? <Trans>Save</Trans> : <Trans>Create the role</Trans>}
        </Button>
        <ButtonLink look="quiet" to="/settings/roles">
          <Trans>Cancel</Trans>
        </ButtonLink>
      </div>
    </form>
  )
}

/** Roles: the built-in ones, and those that the organisation makes of single rights. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type RoleOut, useCreateRoleMutation, useDeleteRoleMutation, useListPermissionsQuery, useListRolesQuery, useUpdateRoleMutation } from '@/api/gen/members'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Checkbox, Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { roleMeaning, roleName } from '../roles'

export function Roles() {
  const may = useMay('members.manage')
  const { data, error, refetch } = useListRolesQuery()
  const [edited, setEdited] = useState<RoleOut | 'new' | null>(null)
  return (
    <Card title={<Trans>Roles</Trans>} flush actions={may && <Button onClick={() => setEdited('new')}>{t`New role`}</Button>}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows rows={4} />
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {data.data.map((role) => (
            <li key={role.id ?? role.role} className="flex items-center gap-3 px-4 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="text-13 font-medium">{roleName(role.role, role.name)}</p>
                <p className="text-12 text-ink-2">{role.id ? <Plural value={role.permissions.length} one="# right" other="# rights" /> : roleMeaning(role.role)}</p>
              </div>
              <span className="tnum shrink-0 text-12 text-ink-2">
                <Plural value={role.members} one="# member" other="# members" />
              </span>
              {may && role.id ? (
                <Button look="quiet" aria-label={t`Edit ${role.name}`} onClick={() => setEdited(role)}>
                  <Trans>Edit</Trans>
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {edited && <EditRole role={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  )
}

function EditRole({ role, onClose }: { role: RoleOut | null; onClose: () => void }) {
  const tell = useToast()
  const { data } = useListPermissionsQuery()
  const [name, setName] = useState(role?.name ?? '')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions ?? []))
  const [asked, setAsked] = useState(false)
  const [create, creating] = useCreateRoleMutation()
  const [update, updating] = useUpdateRoleMutation()
  const [drop, dropping] = useDeleteRoleMutation()
  const error = creating.error ?? updating.error
  const fields = error ? problem(error).fields : {}
  const save = async () => {
    const ownRoleBody = { name: name.trim(), permissions: [...chosen] }
    const answer = role?.id ? await update({ roleId: role.id, ownRoleBody }) : await create({ ownRoleBody })
    if (!answer.data) return
    tell(t`Saved`)
    onClose()
  }
  const remove = async () => {
    const answer = await drop({ roleId: role?.id ?? '' })
    if (answer.error) return
    tell(t`${name} was deleted`)
    onClose()
  }
  if (asked)
    return (
      <Confirm
        open
        onOpenChange={setAsked}
        title={t`Delete ${name}?`}
        consequence={t`A role that members have cannot be deleted: give them another one first.`}
        action={<Trans>Delete</Trans>}
        busy={dropping.isLoading}
        error={dropping.error}
        onConfirm={() => void remove()}
      >
        {null}
      </Confirm>
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={role ? t`Edit ${role.name}` : t`New role`}
      footer={
        <>
          {role && (
            <Button look="quiet" className="mr-auto text-bad" onClick={() => setAsked(true)}>
              <Trans>Delete</Trans>
            </Button>
          )}
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" busy={creating.isLoading || updating.isLoading} disabled={!name.trim() || !chosen.size} onClick={() => void save()}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Input label={t`Name`} autoFocus maxLength={100} value={name} error={fields.name} onChange={(event) => setName(event.target.value)} />
        <fieldset>
          <legend className="mb-1 text-13 font-medium">
            <Trans>What it may do</Trans>
          </legend>
          <div className="-ml-1 space-y-0.5">
            {(data?.data ?? [])
              .filter((permission) => permission.assignable)
              .map((permission) => (
                <Checkbox
                  key={permission.name}
                  label={permission.meaning}
                  checked={chosen.has(permission.name)}
                  onChange={(on) => setChosen((before) => new Set(on ? [...before, permission.name] : [...before].filter((each) => each !== permission.name)))}
                />
              ))}
          </div>
        </fieldset>
        <FormError error={fields.name ? null : error} />
      </div>
    </Dialog>
  )
}

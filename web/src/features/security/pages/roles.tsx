import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Check, Copy, Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { type RoleOut, useDeleteRoleMutation, useListPermissionsQuery, useListRolesQuery } from '@/api/gen/members'
import { useMay, useProfile } from '@/app/session'
import { cn } from '@/lib/cn'
import { usePhone } from '@/lib/use-media'
import { useUrlState } from '@/lib/url-state'
import { useWidth } from '@/lib/use-width'
import { Button, ButtonLink, IconButton } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Select } from '@/ui/field'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Held } from '../components/picker'
import { type PermissionArea, byArea, roleName } from '../permissions'

export function Component() {
  const may = useMay('members.manage')
  const phone = usePhone()
  const roles = useListRolesQuery()
  const catalogue = useListPermissionsQuery()
  const [deleting, setDeleting] = useState<RoleOut | null>(null)
  const areas = useMemo(() => byArea(catalogue.data?.data ?? []), [catalogue.data])
  const error = roles.error ?? catalogue.error
  const list = catalogue.data && roles.data?.data
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl min-w-0 flex-1 basis-64 text-13 text-ink-2">
          <Trans>What each role may do. The built-in ones stay as they are; make your own where they do not fit.</Trans>
        </p>
        {may && (
          <ButtonLink look="primary" to="/settings/roles/new" icon={<Plus className="size-4" />}>
            <Trans>New role</Trans>
          </ButtonLink>
        )}
      </div>
      {error && !list ? (
        <Failure
          error={error}
          retry={() => {
            if (roles.error) void roles.refetch()
            if (catalogue.error) void catalogue.refetch()
          }}
        />
      ) : !list ? (
        <Skeleton className="h-[32rem] w-full rounded-lg" />
      ) : phone ? (
        <OneByOne roles={list} areas={areas} onDelete={setDeleting} />
      ) : (
        <Matrix roles={list} areas={areas} onDelete={setDeleting} />
      )}
      {deleting && <Delete role={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

interface Shown {
  roles: RoleOut[]
  areas: PermissionArea[]
  onDelete: (role: RoleOut) => void
}

// widths of the columns, in pixels: what does not fit scrolls in its own box
const FIRST = 208
const EACH = 96

function Matrix({ roles, areas, onDelete }: Shown) {
  const profile = useProfile()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const many = width > 0 && FIRST + roles.length * EACH > width
  return (
    <div ref={box} className={cn('rounded-lg border border-line bg-surface', many ? 'max-h-[80dvh] overflow-auto' : 'overflow-clip')} role={many ? 'region' : undefined} aria-label={many ? t`Permissions by role` : undefined} tabIndex={many ? 0 : undefined}>
      <table className="w-full border-separate border-spacing-0 text-13">
        <caption className="sr-only">
          <Trans>Permissions by role</Trans>
        </caption>
        <thead>
          <tr>
            <th scope="col" className={cn('sticky z-20 min-w-52 rounded-tl-lg border-b border-line bg-surface px-4 text-left align-bottom text-12 font-normal text-ink-2', many ? 'top-0 left-0' : 'top-14')}>
              <span className="block pb-2">
                <Trans>May …</Trans>
              </span>
            </th>
            {roles.map((role) => (
              <th key={role.id ?? role.role} scope="col" className={cn('sticky z-10 w-24 min-w-24 border-b border-line bg-surface px-1 pt-2 pb-2 align-bottom font-normal last:rounded-tr-lg', many ? 'top-0' : 'top-14')}>
                <span className="flex flex-col items-center gap-0.5">
                  <span className="max-w-full font-medium break-words">{roleName(role)}</span>
                  <span className="flex h-6 items-center gap-0.5 text-12 text-ink-2">
                    {role.role === profile.role && role.role !== 'custom' ? (
                      <Trans>yours</Trans>
                    ) : (
                      <Plural value={role.members} _0="nobody" one="# person" other="# people" />
                    )}
                    {role.id && <RoleMenu role={role} onDelete={onDelete} />}
                  </span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {areas.map((area) => (
          <tbody key={area.key} className="[&:last-child>tr:last-child>*]:border-b-0">
              <tr>
                <th scope="rowgroup" colSpan={roles.length + 1} className="border-b border-line bg-sunken px-4 py-1.5 text-left text-12 font-medium text-ink-2">
                  {area.text}
                </th>
              </tr>
              {area.permissions.map((each) => (
                <tr key={each.name} className="group">
                  <th scope="row" title={each.name} className={cn('border-b border-line bg-surface px-4 py-2 text-left font-normal group-hover:bg-sunken', many && 'sticky left-0')}>
                    {each.text}
                  </th>
                  {roles.map((role) => (
                    <td key={role.id ?? role.role} className="border-b border-line text-center group-hover:bg-sunken">
                      <Mark on={role.permissions.includes(each.name)} />
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Mark({ on }: { on: boolean }) {
  return on ? (
    <>
      <Check aria-hidden="true" className="mx-auto size-4 text-accent" strokeWidth={2.5} />
      <span className="sr-only">{t`Yes`}</span>
    </>
  ) : (
    <>
      <span aria-hidden="true" className="text-ink-3">–</span>
      <span className="sr-only">{t`No`}</span>
    </>
  )
}

/** One's role may be changed by those who may do all that it may. */
function useLocked(role: RoleOut): string {
  const { permissions } = useProfile()
  return role.permissions.every((each) => permissions.includes(each)) ? '' : t`This role may do more than you.`
}

function RoleMenu({ role, onDelete }: { role: RoleOut; onDelete: (role: RoleOut) => void }) {
  const may = useMay('members.manage')
  const locked = useLocked(role)
  const navigate = useNavigate()
  if (!may) return null
  return (
    <Menu
      trigger={
        <IconButton label={t`Actions for ${role.name}`} className="-my-2 -mr-3">
          <Ellipsis className="size-4" />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil className="size-4" />} disabled={Boolean(locked)} onSelect={() => void navigate(`/settings/roles/${role.id}`)}>
        <Trans>Edit</Trans>
      </MenuItem>
      <MenuItem icon={<Copy className="size-4" />} onSelect={() => void navigate(`/settings/roles/new?from=${role.id}`)}>
        <Trans>Make another like it</Trans>
      </MenuItem>
      <MenuLine />
      <MenuItem danger icon={<Trash2 className="size-4" />} disabled={Boolean(locked) || role.members > 0} onSelect={() => onDelete(role)}>
        <Trans>Delete</Trans>
      </MenuItem>
      {(locked || role.members > 0) && (
        <p className="max-w-56 px-2 pt-1 pb-2 text-12 text-ink-2">
          {locked || <Plural value={role.members} one="# person has it: give them another role before you delete it." other="# people have it: give them another role before you delete it." />}
        </p>
      )}
    </Menu>
  )
}

/** A matrix does not fit a phone: one role at a time. */
function OneByOne({ roles, areas, onDelete }: Shown) {
  const url = useUrlState()
  const may = useMay('members.manage')
  const chosen = roles.find((role) => (role.id ?? role.role) === url.get('role')) ?? (roles[0] as RoleOut)
  const locked = useLocked(chosen)
  return (
    <div className="space-y-4 rounded-lg border border-line bg-surface p-4">
      <Select label={t`Role`} value={chosen.id ?? chosen.role} onChange={(event) => url.set({ role: event.target.value }, { replace: true })}>
        {roles.map((role) => (
          <option key={role.id ?? role.role} value={role.id ?? role.role}>
            {roleName(role)}
          </option>
        ))}
      </Select>
      <p className="text-13 text-ink-2">
        <Plural value={chosen.members} _0="Nobody has this role." one="# person has this role." other="# people have this role." /> {chosen.id && locked}
      </p>
      {may && chosen.id && !locked && (
        <div className="flex flex-wrap gap-2">
          <ButtonLink to={`/settings/roles/${chosen.id}`}>
            <Trans>Edit</Trans>
          </ButtonLink>
          {chosen.members === 0 && (
            <Button onClick={() => onDelete(chosen)}>
              <Trans>Delete</Trans>
            </Button>
          )}
        </div>
      )}
      <Held areas={areas} held={chosen.permissions} />
    </div>
  )
}

function Delete({ role, onClose }: { role: RoleOut; onClose: () => void }) {
  const tell = useToast()
  const [remove, { error, isLoading }] = useDeleteRoleMutation()
  const confirmed = async () => {
    if ((await remove({ roleId: role.id as string })).error) return
    tell(t`Role deleted`)
    onClose()
  }
  return (
    <Confirm open onOpenChange={(open) => !open && onClose()} title={t`Delete the role “${role.name}”?`} consequence={t`Nobody has it. It cannot be brought back, only made anew.`} action={<Trans>Delete</Trans>} busy={isLoading} error={error} onConfirm={() => void confirmed()}>
      {null}
    </Confirm>
  )
}

/** Permissions to tick, by area. What one may not give is there, locked, with the reason. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'

import { useProfile } from '@/app/session'
import { Checkbox } from '@/ui/field'

import { type PermissionArea, blindAreas, whyNot } from '../permissions'

interface PickerProps {
  areas: PermissionArea[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

export function Picker({ areas, chosen, onChange }: PickerProps) {
  const blind = blindAreas(areas, chosen)
  const set = (names: string[], on: boolean) => {
    const next = new Set(chosen)
    for (const name of names) {
      if (on) next.add(name)
      else next.delete(name)
    }
    onChange(next)
  }
  return (
    <div className="space-y-3">
      <div className="divide-y divide-line rounded-lg border border-line bg-surface">
        {areas.map((area) => (
          <Area key={area.key} area={area} chosen={chosen} set={set} />
        ))}
      </div>
      <p role="status" className="text-13 text-ink-2">
        <Plural value={chosen.size} _0="Nothing chosen yet" one="# permission chosen" other="# permissions chosen" />
        {blind.length > 0 && (
          <span className="mt-1 flex items-start gap-2 text-warn">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            <Trans>May change what it may not see: {blind.join(', ')}.</Trans>
          </span>
        )}
      </p>
    </div>
  )
}

function Area({ area, chosen, set }: { area: PermissionArea; chosen: ReadonlySet<string>; set: (names: string[], on: boolean) => void }) {
  const { permissions: mine } = useProfile()
  const free = area.permissions.filter((each) => !whyNot(each, mine)).map((each) => each.name)
  const held = free.filter((name) => chosen.has(name)).length
  return (
    <fieldset className="grid gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <legend className="sr-only">{area.text}</legend>
      <div className="font-medium">
        {area.permissions.length > 1 && free.length > 1 ? (
          <Checkbox label={area.text} checked={held === 0 ? false : held === free.length ? true : 'indeterminate'} onChange={(on) => set(free, on)} />
        ) : (
          <p className="text-13 leading-6 sm:pl-[1.625rem]">{area.text}</p>
        )}
      </div>
      <ul className="space-y-1 max-sm:pl-6">
        {area.permissions.map((each) => (
          <li key={each.name}>
            <Checkbox
              label={each.text}
              hint={whyNot(each, mine) || undefined}
              disabled={Boolean(whyNot(each, mine))}
              checked={chosen.has(each.name)}
              onChange={(on) => set([each.name], on)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** What a role or key may do, to read. */
export function Held({ areas, held }: { areas: PermissionArea[]; held: readonly string[] }) {
  const shown = areas.map((area) => ({ ...area, permissions: area.permissions.filter((each) => held.includes(each.name)) })).filter((area) => area.permissions.length)
  return (
    <dl aria-label={t`May`} className="space-y-3 text-13">
      {shown.map((area) => (
        <div key={area.key}>
          <dt className="text-12 text-ink-2">{area.text}</dt>
          {area.permissions.map((each) => (
            <dd key={each.name}>{each.text}</dd>
          ))}
        </div>
      ))}
    </dl>
  )
}

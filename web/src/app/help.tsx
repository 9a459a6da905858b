import { t } from '@lingui/core/macro'

import { Key } from '@/ui/keys'
import { Dialog } from '@/ui/overlay'

import { areas } from './nav'
import { showHelp, useAppDispatch, useAppSelector } from './store'

/** Every key that does something. */
export function Help() {
  const open = useAppSelector((state) => state.ui.help)
  const dispatch = useAppDispatch()
  const rows: [string[], string][] = [
    [['Ctrl', 'K'], t`Search and commands`],
    [['/'], t`Search the list`],
    [['j'], t`Next row`],
    [['k'], t`Previous row`],
    [['x'], t`Select the row`],
    [['Enter'], t`Open the row`],
    [['Esc'], t`Close what floats`],
    [['?'], t`This list`],
    ...areas()
      .flatMap((group) => group.areas)
      .map((area): [string[], string] => [['g', area.key], t`Go to ${area.text}`]),
  ]
  return (
    <Dialog open={open} onOpenChange={(next) => dispatch(showHelp(next))} title={t`Keyboard`}>
      <dl className="grid gap-x-8 gap-y-2 pb-4 text-13 sm:grid-cols-2">
        {rows.map(([keys, meaning]) => (
          <div key={meaning} className="flex items-center justify-between gap-3">
            <dt>{meaning}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

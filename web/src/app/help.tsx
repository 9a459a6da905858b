import { t } from '@lingui/core/macro'

import { Key } from '@/ui/keys'
import { Dialog } from '@/ui/overlay'

import { areas } from './nav'
import { showHelp, useAppDispatch, useAppSelector } from './store'

type Shortcut = [keys: string[], meaning: string]

/** Every key that does something. */
export function Help() {
  const open = useAppSelector((state) => state.ui.help)
  const dispatch = useAppDispatch()
  const jumps = areas().flatMap((group) => group.areas)
  return (
    <Dialog open={open} onOpenChange={(next) => dispatch(showHelp(next))} title={t`Keyboard shortcuts`}>
      <div className="grid items-start gap-x-10 gap-y-6 pb-4 sm:grid-cols-2">
        <div className="space-y-6">
          <Keys
            title={t`Everywhere`}
            rows={[
              [['Ctrl', 'K'], t`Search and commands`],
              [['?'], t`Keyboard shortcuts`],
              [['Esc'], t`Close a menu or dialog`],
            ]}
          />
          <Keys
            title={t`In lists`}
            rows={[
              [['/'], t`Search the list`],
              [['j'], t`Next row`],
              [['k'], t`Previous row`],
              [['x'], t`Select the row`],
              [['Enter'], t`Open the row`],
            ]}
          />
        </div>
        <Keys title={t`Go to`} rows={jumps.map((area) => [['g', area.key], area.text])} />
      </div>
    </Dialog>
  )
}

function Keys({ title, rows }: { title: string; rows: Shortcut[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-2 text-12 font-medium text-ink-2">{title}</h3>
      <dl className="space-y-1.5 text-13">
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
    </section>
  )
}

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CalendarDays } from 'lucide-react'
import { useState } from 'react'

import { day } from '@/lib/dates'
import type { DayRange } from '@/lib/ranges'
import { useUrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Popover } from '@/ui/popover'

/** Any two days. */
export function Range({ range }: { range: DayRange }) {
  const url = useUrlState()
  const [open, setOpen] = useState(false)
  const [from, setFrom] = useState(range.from)
  const [to, setTo] = useState(range.to)
  const wrong = from > to ? t`The first day is after the last.` : undefined
  return (
    <Popover
      align="end"
      label={t`Choose days`}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setFrom(range.from)
        setTo(range.to)
      }}
      trigger={
        <Button icon={<CalendarDays className="size-4" />}>
          {day(range.from)} – {day(range.to)}
        </Button>
      }
    >
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (wrong || !from || !to) return
          url.set({ from, to, range: undefined })
          setOpen(false)
        }}
      >
        <Input label={t`First day`} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        <Input label={t`Last day`} type="date" value={to} error={wrong} onChange={(event) => setTo(event.target.value)} />
        <Button type="submit" look="primary" className="w-full">
          <Trans>Show</Trans>
        </Button>
      </form>
    </Popover>
  )
}

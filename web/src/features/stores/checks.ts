/** The lines of a connection test, as they are told while it runs. */
import { useEffect, useState } from 'react'

import type { CheckOut } from '@/api/gen/stores'
import { onLive } from '@/app/live'

export function useChecks(subject: string, running: boolean): CheckOut[] {
  const [checks, setChecks] = useState<CheckOut[]>([])
  useEffect(() => {
    if (!running) return
    const stop = onLive((kind, data) => {
      if (kind !== 'check' || data.subject !== subject) return
      const line = data as unknown as CheckOut
      setChecks((before) => [...before.filter((each) => each.name !== line.name), line])
    })
    return () => {
      stop()
      setChecks([])
    }
  }, [subject, running])
  return checks
}

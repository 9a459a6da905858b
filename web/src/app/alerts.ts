import { useCountAlertsQuery } from '@/api/gen/alerts'

import { useMay } from './session'

/** How many alerts are open: for the bell. */
export function useOpenAlerts(): number {
  const may = useMay('alerts.read')
  const { data } = useCountAlertsQuery(undefined, { skip: !may })
  return data?.data.open ?? 0
}

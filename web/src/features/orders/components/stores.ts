import { useMemo } from 'react'

import { useListStoresQuery } from '@/api/gen/stores'

import type { Stores } from './columns'

/** Every store by its id: for names and marks. */
export function useStoreMap(): Stores {
  const { data } = useListStoresQuery({ limit: 250 })
  return useMemo(() => new Map(data?.data.map((store) => [store.id, store])), [data])
}

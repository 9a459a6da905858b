import { useMemo } from 'react'

import { type StoreOut, useListStoresQuery } from '@/api/gen/stores'

export type Stores = Map<string, StoreOut>

/** Every store by its id: for names and marks. */
export function useStoreMap(): Stores {
  const { data } = useListStoresQuery({ limit: 250 })
  return useMemo(() => new Map(data?.data.map((store) => [store.id, store])), [data])
}

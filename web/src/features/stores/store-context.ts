import { useOutletContext } from 'react-router'

import type { StoreOut } from '@/api/gen/stores'

export interface StoreContext {
  store: StoreOut
  /** Entity tag of the store as it is shown: for the next change. */
  etag: string | undefined
  /** Shows the progress of a run. */
  watch: (runId: string) => void
}

/** The store of the address. Only below the page of a store. */
export const useStore = () => useOutletContext<StoreContext>()

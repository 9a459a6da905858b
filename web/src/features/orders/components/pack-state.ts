import type { ParcelText } from '../parcels'

/** What was filled in before, when somebody comes back from the prices to change it. */
export interface PackDraft {
  chosen: Record<string, number>
  parcels: ParcelText[]
  notify: boolean
}

/** Where one was: lists are found again with their filters, and at the place on the page where they were left. */
const queries = new Map<string, string>()
const places = new Map<string, number>()

export function leaveTrail(pathname: string, search: string, y?: number): void {
  queries.set(pathname, search)
  if (y !== undefined) places.set(pathname + search, y)
}

/** The address of a list as it was last seen; undefined: not yet in this visit. */
export function wayBack(pathname: string): string | undefined {
  const search = queries.get(pathname)
  return search === undefined ? undefined : pathname + search
}

/** Scrolls to where this address was left (to the top where it is new), as soon as the page is long enough again; gives up after half a second. */
export function findPlace(address: string): void {
  const y = places.get(address) ?? 0
  let tries = 30
  const go = () => {
    window.scrollTo(0, y)
    if (Math.abs(window.scrollY - y) > 1 && tries-- > 0) requestAnimationFrame(go)
  }
  go()
}

/** Keyset pages: what every list of the API answers, gathered as one list that grows. */
import { useMemo } from 'react'

interface Page<Row> {
  data: Row[]
  page: { next_cursor: string | null }
}

/** For `build.infiniteQuery`: the cursor of the last page leads to the next. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { page: { next_cursor: string | null } }): string | undefined => last.page.next_cursor ?? undefined,
}

/** The rows of all pages read so far. */
export function useRows<Row>(data: { pages: Page<Row>[] } | undefined): Row[] {
  return useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
}

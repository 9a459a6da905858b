/** Lists that grow while they are scrolled, and files to keep. */
import { api, proved, renew } from '@/api/base'
import type { ListAuditEntriesApiArg, ListAuditEntriesApiResponse } from '@/api/gen/audit'
import type { ListPrivacyRequestsApiArg, ListPrivacyRequestsApiResponse, ListRetentionReportsApiResponse } from '@/api/gen/privacy'
import { saveBlob } from '@/lib/download'
import { byCursor } from '@/lib/pages'

export type AuditFilters = Omit<ListAuditEntriesApiArg, 'cursor' | 'limit'>

export const auditParams = (filters: AuditFilters) => ({
  actor: filters.actor,
  actor_kind: filters.actorKind,
  action: filters.action,
  object_kind: filters.objectKind,
  object_id: filters.objectId,
  request_id: filters.requestId,
  since: filters.since,
  until: filters.until,
})

export const securityLists = api.enhanceEndpoints({ addTagTypes: ['audit', 'privacy'] }).injectEndpoints({
  endpoints: (build) => ({
    auditPages: build.infiniteQuery<ListAuditEntriesApiResponse, AuditFilters, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/audit', params: { ...auditParams(queryArg), cursor: pageParam, limit: 50 } }),
      providesTags: ['audit'],
    }),
    privacyRequestPages: build.infiniteQuery<ListPrivacyRequestsApiResponse, Pick<ListPrivacyRequestsApiArg, 'state' | 'email'>, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({ url: '/api/v1/privacy/requests', params: { ...queryArg, cursor: pageParam, limit: 50 } }),
      providesTags: ['privacy'],
    }),
    retentionReportPages: build.infiniteQuery<ListRetentionReportsApiResponse, void, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ pageParam }) => ({ url: '/api/v1/privacy/retention/reports', params: { cursor: pageParam, limit: 50 } }),
      providesTags: ['privacy'],
    }),
  }),
})

export const { useAuditPagesInfiniteQuery, usePrivacyRequestPagesInfiniteQuery, useRetentionReportPagesInfiniteQuery } = securityLists

/** Fetches a file and hands it to the browser. Throws what `problem()` can read. */
export async function saveFrom(path: string, params: Record<string, string | null | undefined>, name: string): Promise<void> {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) if (value) query.set(key, value)
  const ask = () => fetch(query.size ? `${path}?${query}` : path, { credentials: 'same-origin' })
  let answer: Response
  try {
    answer = await ask()
    if (answer.status === 401 && (await renew())) answer = await ask()
    if (answer.status === 403 && (await codeOf(answer)) === 'REAUTHENTICATION_REQUIRED' && (await proved())) answer = await ask()
  } catch {
    throw { status: 'FETCH_ERROR' }
  }
  if (!answer.ok) throw { status: answer.status, data: await answer.json().catch(() => null) }
  saveBlob(name, await answer.blob())
}

const codeOf = async (answer: Response): Promise<unknown> => ((await answer.clone().json()) as { error?: { code?: string } }).error?.code

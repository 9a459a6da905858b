import { api } from '@/api/base'
import type { ListAlertsApiArg, ListAlertsApiResponse } from '@/api/gen/alerts'
import { securityApi } from '@/api/gen/security'
import { byCursor } from '@/lib/pages'

export const alertLists = api.enhanceEndpoints({ addTagTypes: ['alerts'] }).injectEndpoints({
  endpoints: (build) => ({
    alertPages: build.infiniteQuery<ListAlertsApiResponse, ListAlertsApiArg, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ queryArg, pageParam }) => ({
        url: '/api/v1/alerts',
        params: { state: queryArg.state, kind: queryArg.kind, severity: queryArg.severity, store_id: queryArg.storeId, cursor: pageParam, limit: 50 },
      }),
      providesTags: ['alerts'],
    }),
  }),
})

export const { useAlertPagesInfiniteQuery } = alertLists

/** What is done about an alert settles it, and changes whom or what it was about. */
export const { useRespondToSecurityAlertMutation } = securityApi.enhanceEndpoints({
  addTagTypes: ['alerts', 'members', 'api-keys', 'users', 'audit'],
  endpoints: { respondToSecurityAlert: { invalidatesTags: ['security', 'alerts', 'members', 'api-keys', 'users', 'audit'] } },
})

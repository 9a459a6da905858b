/** What of other contexts a change of settings makes stale. */
import { api } from '@/api/base'
import { accountsApi } from '@/api/gen/accounts'
import { inventoryApi } from '@/api/gen/inventory'
import { settingsApi } from '@/api/gen/settings'

accountsApi.enhanceEndpoints({
  addTagTypes: ['home', 'analytics', 'orders', 'members'],
  endpoints: {
    updateOrganisation: { invalidatesTags: ['organisation', 'users', 'home', 'analytics'] as never },
    transferOrganisation: { invalidatesTags: ['organisation', 'users', 'members'] as never },
  },
})
inventoryApi.enhanceEndpoints({
  addTagTypes: ['sync'],
  endpoints: { createLocation: { invalidatesTags: ['inventory', 'sync'] as never }, updateLocation: { invalidatesTags: ['inventory', 'sync'] as never } },
})

/** A sealed backup is no JSON: it is kept as a blob, and this answers its address. */
const backupApi = api.injectEndpoints({
  endpoints: (build) => ({
    downloadBackup: build.mutation<string, { passphrase: string }>({
      query: (body) => ({
        url: '/api/v1/settings/backup/export',
        method: 'POST',
        body,
        responseHandler: async (answer): Promise<unknown> => (answer.ok ? URL.createObjectURL(await answer.blob()) : answer.json()),
      }),
    }),
  }),
})

export const { useDownloadBackupMutation } = backupApi

settingsApi.enhanceEndpoints({
  addTagTypes: ['stores', 'connections', 'organisation', 'roles', 'inventory', 'sync', 'fulfilment', 'privacy', 'home'],
  endpoints: { restoreBackup: { invalidatesTags: ['settings', 'stores', 'connections', 'organisation', 'roles', 'inventory', 'sync', 'fulfilment', 'privacy', 'home'] as never } },
})

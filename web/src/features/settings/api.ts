/** What of other contexts a change of settings makes stale. */
import { accountsApi } from '@/api/gen/accounts'
import { inventoryApi } from '@/api/gen/inventory'

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

/** Who is signed in, and what they may do. */
import { createContext, useCallback, useContext } from 'react'

import {
  type OrganisationOut,
  type ProfileOut,
  accountsApi,
  useGetOrganisationQuery,
  useGetProfileQuery,
  useGetSettingsQuery,
  useUpdateSettingsMutation,
} from '@/api/gen/accounts'

import { useAppDispatch } from './store'

export const loginAddress = (next: string): string => (next && next !== '/' ? `/login?next=${encodeURIComponent(next)}` : '/login')

/** Where to go after signing in: only addresses of our own. */
export function safeNext(next: string | null): string {
  return next && next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'
}

const Profile = createContext<ProfileOut | null>(null)
export const ProfileProvider = Profile.Provider

/** The signed-in user. Only below the shell. */
export function useProfile(): ProfileOut {
  const profile = useContext(Profile)
  if (!profile) throw new Error('useProfile is for screens inside the shell')
  return profile
}

/** Whether the user may; screens hide what is not allowed, the API refuses it anyway. */
export function useMay(permission: string): boolean {
  return useProfile().permissions.includes(permission)
}

export function useSession() {
  const { data, error, isLoading, refetch } = useGetProfileQuery()
  return { profile: data?.data, error, isLoading, refetch }
}

const unknown = { currency: 'EUR', timezone: 'UTC', name: '' }

/** The organisation's name, currency and time zone; neutral values until they are known. */
export function useOrganisation(): Pick<OrganisationOut, 'currency' | 'timezone' | 'name'> {
  const signedIn = useContext(Profile)
  const { data } = useGetOrganisationQuery(undefined, { skip: !signedIn || signedIn.second_factor_demanded })
  return data?.data ?? unknown
}

/** One of the user's own settings: `[value, set]`; kept on the server, so it follows the person. Shown at once, taken
 *  back when the server refuses. */
export function useSetting<T>(key: string, fallback: T): [T, (value: T) => void, boolean] {
  const { data, isSuccess } = useGetSettingsQuery()
  const [update] = useUpdateSettingsMutation()
  const dispatch = useAppDispatch()
  const settings = (data?.data ?? {}) as Record<string, unknown>
  const set = useCallback(
    (value: T) => {
      const patch = dispatch(
        accountsApi.util.updateQueryData('getSettings', undefined, (draft) => {
          ;(draft.data as Record<string, unknown>)[key] = value
        }),
      )
      update({ body: { [key]: value } }).unwrap().catch(patch.undo)
    },
    [key, update, dispatch],
  )
  return [(settings[key] as T | undefined) ?? fallback, set, isSuccess]
}

/** The one API slice. Generated files add their endpoints; features add tags between contexts. */
import {
  type BaseQueryFn,
  type FetchArgs,
  type FetchBaseQueryError,
  createApi,
  fetchBaseQuery,
} from '@reduxjs/toolkit/query/react'

import { cookie } from '@/lib/cookie'

/** Arrays repeat their key (`status=a&status=b`): that is how the API reads lists. */
function serialise(params: Record<string, unknown>): string {
  const out = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value)) for (const each of value) out.append(key, String(each))
    else out.append(key, String(value))
  }
  return out.toString()
}

const raw = fetchBaseQuery({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  paramsSerializer: serialise,
  timeout: 60_000,
  prepareHeaders: (headers) => {
    headers.set('X-KSAP-Session', 'cookie')
    const csrf = cookie('ksap_csrf')
    if (csrf) headers.set('X-CSRF-Token', csrf)
    return headers
  },
})

let renewal: Promise<boolean> | null = null

/** One refresh at a time, however many calls found their token expired. */
export function renew(): Promise<boolean> {
  renewal ??= Promise.resolve(
    raw({ url: '/api/v1/auth/refresh', method: 'POST' }, { signal: new AbortController().signal } as never, {}),
  )
    .then((answer) => !answer.error)
    .finally(() => {
      renewal = null
    })
  return renewal
}

type Ended = () => void
let ended: Ended = () => undefined
/** Told when no refresh helps any more: the session is over. */
export function onSessionEnded(callback: Ended): void {
  ended = callback
}

/** Keeps the entity tag beside the body, for the `If-Match` of a later change: read it with `etagOf(data)`. */
function tagged<T extends { data?: unknown; meta?: { response?: Response } }>(answer: T): T {
  const etag = answer.meta?.response?.headers.get('ETag')
  if (etag && answer.data && typeof answer.data === 'object') Object.assign(answer.data, { etag })
  return answer
}

/** The entity tag of an answer, or undefined. */
export const etagOf = (data: unknown): string | undefined => (data as { etag?: string } | undefined)?.etag

// a 401 of these says something about what was typed, not about the session
const open = /\/auth\/(login|register|refresh|mfa|oidc|passkey|invitations|password)/

const unproved = (answer: { error?: FetchBaseQueryError }): boolean =>
  answer.error?.status === 403 && (answer.error.data as { error?: { code?: string } } | undefined)?.error?.code === 'REAUTHENTICATION_REQUIRED'

/** Asks the person to prove once more who they are: whether they did. What they have typed stays where it is. */
export const proved = (): Promise<boolean> => import('@/features/accounts/step-up').then((module) => module.prove())

const withProof: BaseQueryFn<string | FetchArgs, unknown, FetchBaseQueryError> = async (args, store, extra) => {
  const first = await withRenewal(args, store, extra)
  return unproved(first) && (await proved()) ? withRenewal(args, store, extra) : first
}

const withRenewal: BaseQueryFn<string | FetchArgs, unknown, FetchBaseQueryError> = async (args, store, extra) => {
  const first = tagged(await raw(args, store, extra))
  const path = typeof args === 'string' ? args : args.url
  if (first.error?.status !== 401 || open.test(path)) return first
  if (await renew()) return tagged(await raw(args, store, extra))
  ended()
  return first
}

export const api = createApi({
  reducerPath: 'api',
  baseQuery: withProof,
  endpoints: () => ({}),
  keepUnusedDataFor: 120,
  refetchOnReconnect: true,
})

/** What went wrong, in the words of the API, with what to do and where the form is wrong. */
import { t } from '@lingui/core/macro'

export interface Problem {
  status: number | 'offline' | 'other'
  code: string
  message: string
  requestId: string
  /** Field path → reason, for forms. */
  fields: Record<string, string>
  details: Record<string, unknown>
  retryAfter?: number
}

interface ErrorBody {
  error?: { code?: string; message?: string; details?: Record<string, unknown> & { errors?: { field: string; reason: string }[] } }
  request_id?: string
}

export function problem(error: unknown): Problem {
  const found = error as { status?: number | string; data?: unknown; message?: string } | undefined
  const body = (found?.data ?? {}) as ErrorBody
  if (typeof found?.status === 'number' && body.error) {
    const details = body.error.details ?? {}
    const listed = details.errors ?? (details.field ? [{ field: String(details.field), reason: String(details.reason ?? body.error.message) }] : [])
    return {
      status: found.status,
      code: body.error.code ?? 'ERROR',
      message: body.error.message ?? t`The server answered ${found.status}.`,
      requestId: body.request_id ?? '',
      fields: Object.fromEntries(listed.map((each) => [each.field, each.reason])),
      details,
    }
  }
  if (found?.status === 'FETCH_ERROR' || found?.status === 'TIMEOUT_ERROR') {
    return {
      status: 'offline',
      code: 'OFFLINE',
      message: t`KSAP cannot be reached. Check your connection; nothing you typed is lost.`,
      requestId: '',
      fields: {},
      details: {},
    }
  }
  return {
    status: 'other',
    code: 'UNEXPECTED',
    message: t`The answer could not be read. Reload the page; if it happens again, tell your administrator.`,
    requestId: '',
    fields: {},
    details: {},
  }
}

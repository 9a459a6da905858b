/** What the security rules say, in the reader's language, from an alert's parts. */
import { plural, t } from '@lingui/core/macro'

import type { AlertOut } from '@/api/gen/alerts'
import { countryName } from '@/lib/countries'

export type Deed = 'end_session' | 'lock_member' | 'revoke_api_key'

const placeName = (country: string): string => (country === 'local' ? t`Local network` : country && countryName(country))

const part = (alert: AlertOut, name: string): string => String(alert.data[name] ?? '')

export function ruleTitle(rule: string): string {
  const words: Record<string, string> = {
    new_country: t`Sign-in from a new country`,
    impossible_travel: t`Two countries within a short time`,
    session_moved: t`A session in other hands`,
    failed_sign_ins: t`Many failed sign-ins to an account`,
    failed_sign_ins_address: t`Many failed sign-ins from an address`,
    denied_calls: t`Many denied calls`,
    probing: t`Many calls for what does not exist`,
    many_exports: t`Many exports`,
    mass_export: t`Mass export`,
    secrets_issued: t`Many new credentials`,
    credentials_read: t`Many credentials looked at`,
    api_key_new_country: t`API key used from a new country`,
    token_reused: t`A spent token was used again`,
    recovery_code_used: t`Sign-in by a recovery code`,
    factor_off: t`Second factor switched off`,
    owner_changed: t`The organisation changed hands`,
    secret_leaving: t`A credential on its way out`,
  }
  return words[rule] ?? ''
}

/** What held it back, for people. */
function channelName(channel: string): string {
  const words: Record<string, string> = { text: t`in a text`, vendor: t`in a call to a platform`, mail: t`in a mail`, export: t`in an export` }
  return words[channel] ?? channel
}

export function securityTitle(alert: AlertOut): string {
  const title = ruleTitle(part(alert, 'rule'))
  if (!title) return alert.title
  const who = part(alert, 'rule') === 'secret_leaving' ? channelName(part(alert, 'who')) : part(alert, 'who')
  return who ? t`${title}: ${who}` : title
}

/** A stretch of time in its largest whole unit. */
export function span(seconds: number): string {
  if (seconds % 86_400 === 0) return plural(seconds / 86_400, { one: '# day', other: '# days' })
  if (seconds % 3600 === 0) return plural(seconds / 3600, { one: '# hour', other: '# hours' })
  if (seconds % 60 === 0) return plural(seconds / 60, { one: '# minute', other: '# minutes' })
  return plural(seconds, { one: '# second', other: '# seconds' })
}

export function amount(counts: string, number: number): string {
  if (counts === 'rows') return plural(number, { one: '# row', other: '# rows' })
  if (counts === 'calls') return plural(number, { one: '# call', other: '# calls' })
  return plural(number, { one: 'once', other: '# times' })
}

export function securityDetail(alert: AlertOut): string {
  const number = Number(alert.data.number ?? 0)
  const counts = part(alert, 'counts')
  const [before, place] = [placeName(part(alert, 'country_before')), placeName(part(alert, 'country'))]
  const field = part(alert, 'field')
  return [
    (number > 1 || counts !== 'times') && t`${amount(counts, number)} within ${span(Number(alert.data.seconds ?? 0))}`,
    before && place ? t`from ${before} to ${place}` : place,
    part(alert, 'address') && t`network address ${part(alert, 'address')}`,
    field && t`field ${field}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The entries behind it, in the audit log. */
export function entriesOf(alert: AlertOut): string {
  const [kind, subject] = [part(alert, 'subject_kind'), encodeURIComponent(part(alert, 'subject'))]
  const entry = alert.links.filter((link) => link.kind === 'audit_entry').at(-1)?.id
  const open = entry ? `&entry=${entry}` : ''
  if (kind === 'actor') return `/settings/audit?actor=${subject}${open}`
  if (kind === 'target') return `/settings/audit?object=${subject}${open}`
  return `/settings/audit?area=${kind === 'channel' ? 'secret.' : 'login.'}${open}`
}

export function deedWords(deed: Deed): { button: string; title: string; consequence: string; done: string } {
  return {
    end_session: {
      button: t`End the session`,
      title: t`End this session?`,
      consequence: t`Whoever uses it has to sign in again. If it was somebody else, the password should be changed, too.`,
      done: t`The session has ended.`,
    },
    lock_member: {
      button: t`Lock the account out`,
      title: t`Lock this member out?`,
      consequence: t`All their sessions here end and they cannot sign in to this organisation until you let them in again, under Team.`,
      done: t`The member is locked out.`,
    },
    revoke_api_key: {
      button: t`Revoke the key`,
      title: t`Revoke this API key?`,
      consequence: t`The program that uses it is refused from now on. There is no way back: make a new key for it.`,
      done: t`The key is revoked.`,
    },
  }[deed]
}

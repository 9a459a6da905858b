/** The security rules in the reader's language; the API's own words where a rule is new. */
import { plural, t } from '@lingui/core/macro'

import type { RuleOut } from '@/api/gen/security'
import { number } from '@/lib/money'

export function ruleWords(rule: RuleOut): { title: string; meaning: string } {
  const words: Record<string, [string, string]> = {
    new_country: [t`Sign-in from a new country`, t`Somebody signed in from a country that they never signed in from before. They get a mail as well.`],
    impossible_travel: [t`Two countries within a short time`, t`Somebody was in two countries, by their sign-ins or by a session that moved, within less than this time.`],
    session_moved: [t`A session in other hands`, t`A session went on in another country or another kind of browser than it began in.`],
    failed_sign_ins: [t`Many failed sign-ins to an account`, t`Wrong passwords or codes for one account.`],
    failed_sign_ins_address: [t`Many failed sign-ins from an address`, t`Wrong passwords or codes from one network address, whichever the accounts.`],
    denied_calls: [t`Many denied calls`, t`Calls of one person or API key that their permissions do not include.`],
    probing: [t`Many calls for what does not exist`, t`Calls of one person or API key for things that do not exist or are not theirs; counted by twenties.`],
    many_exports: [t`Many exports`, t`Exports, files of exports and backups of settings that one person or API key fetched.`],
    mass_export: [t`Mass export`, t`Rows that left in exports of one person or API key.`],
    secrets_issued: [t`Many new credentials`, t`API keys, apps and their secrets that one person made: each was shown to them once.`],
    credentials_read: [t`Many credentials looked at`, t`Credentials of connections that one person opened in the settings or put into a backup.`],
    api_key_new_country: [t`API key used from a new country`, t`An API key was used from a country that it was never used from before.`],
    token_reused: [t`A spent token was used again`, t`A refresh token or code came a second time: somebody else may have it. What it belonged to has ended.`],
    recovery_code_used: [t`Sign-in by a recovery code`, t`Somebody used a recovery code in place of their second factor.`],
    factor_off: [t`Second factor switched off`, t`Somebody’s sign-in takes the password alone from now on.`],
    owner_changed: [t`The organisation changed hands`, t`Another member is the owner now.`],
    secret_leaving: [t`A credential on its way out`, t`Something that looks like a credential was about to leave in a text, mail or export, and was held back.`],
  }
  const [title, meaning] = words[rule.rule] ?? [rule.title, rule.meaning]
  return { title, meaning }
}

export const UNITS = [60, 3600, 86_400] as const
export type Unit = (typeof UNITS)[number]

/** The largest unit that a stretch of time is whole in. */
export const unitOf = (seconds: number): Unit => (seconds % 86_400 === 0 ? 86_400 : seconds % 3600 === 0 ? 3600 : 60)

export const unitName = (unit: Unit, count: number): string =>
  unit === 86_400 ? plural(count, { one: 'day', other: 'days' }) : unit === 3600 ? plural(count, { one: 'hour', other: 'hours' }) : plural(count, { one: 'minute', other: 'minutes' })

export const countsName = (counts: string): string => ({ times: t`times`, rows: t`rows`, calls: t`calls` })[counts] ?? counts

export const severityName = (severity: RuleOut['severity']): string => ({ info: t`Note`, warning: t`Warning`, critical: t`Urgent, with a mail to the owners` })[severity]

/** One is enough, so that the time says only how long the rule is silent afterwards. */
export const isQuietTime = (rule: RuleOut): boolean => rule.single && rule.rule !== 'impossible_travel'

/** What is usual, as a sentence of its own. */
export function usual(rule: RuleOut): string {
  const unit = unitOf(rule.usual_seconds)
  const time = rule.usual_seconds / unit
  const within = `${time} ${unitName(unit, time)}`
  if (isQuietTime(rule)) return t`Default: at most once in ${within}.`
  return rule.single ? t`Default: within ${within}.` : t`Default: ${number(rule.usual_threshold)} ${countsName(rule.counts)} within ${within}.`
}

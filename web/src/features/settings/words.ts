/** Words for settings and for what a backup is made of. */
import { t } from '@lingui/core/macro'

import type { SettingOut } from '@/api/gen/settings'
import { number } from '@/lib/money'

interface Words {
  title: string
  help: string
}

export function settingWords(setting: Pick<SettingOut, 'name' | 'title' | 'help'>): Words {
  const known: Record<string, Words> = {
    credential_days: { title: t`Days until a credential is due`, help: t`Counted from the day it was entered. 0 means never.` },
    credential_notice_days: { title: t`Notice before that, in days`, help: t`From then on the integration is marked as due soon.` },
    mail_reply_to: { title: t`Reply-to address of mails`, help: t`Where replies to mails of this organisation go. Left empty, they go to the sender.` },
    sign_up: { title: t`Registration`, help: t`Open: anybody may register. Closed: only those who are invited.` },
    smtp_url: { title: t`Mail server`, help: t`Without one, mails are kept in the outbox.` },
    mail_from: { title: t`Sender of mails`, help: t`Shown as the sender of every mail.` },
    rate_sign_in: { title: t`Sign-ins`, help: t`At most so many from one network address.` },
    rate_read: { title: t`Reading calls`, help: t`At most so many by one person or API key.` },
    rate_write: { title: t`Changing calls`, help: t`At most so many by one person or API key.` },
    rate_export: { title: t`Exports`, help: t`At most so many by one person or API key.` },
    refresh_token_days: { title: t`Kept sessions end when unused for`, help: t`For people who chose to stay signed in.` },
    session_idle_minutes: { title: t`Other sessions end when unused for`, help: t`For everybody else.` },
    session_days: { title: t`Every session ends after`, help: t`Whether it is used or not.` },
    proof_minutes: { title: t`A confirmed identity counts for`, help: t`After that, people confirm again who they are before sensitive actions.` },
    poll_seconds: { title: t`Stores are asked for news every`, help: t`To find what no webhook told.` },
    health_seconds: { title: t`Connections are checked every`, help: t`How soon an outage is noticed.` },
  }
  return known[setting.name] ?? { title: setting.title, help: setting.help }
}

/** A setting's value as people say it: "12 hours", "3,000 per minute"; the raw one where there is no better. */
export function settingValue({ name, value }: Pick<SettingOut, 'name' | 'value'>): string {
  if (value === null || value === '') return t`Not set`
  if (value === 'open' || value === 'closed') return value === 'open' ? t`Open` : t`Closed`
  const unit = { days: 86_400, minutes: 60, seconds: 1 }[name.split('_').at(-1) ?? '']
  if (unit && typeof value === 'number') return span(value * unit)
  const rate = name.startsWith('rate_') && /^(\d+)\/(\d+)$/.exec(String(value))
  if (!rate) return String(value)
  const [many, seconds] = [Number(rate[1]), Number(rate[2])]
  const count = number(many)
  if (seconds === 60) return t`${count} a minute`
  if (seconds === 3600) return t`${count} an hour`
  const time = span(seconds)
  return t`${count} in ${time}`
}

/** "12 hours", in the reader's language: in the largest unit that it is whole in; days from two days on. */
export function span(seconds: number): string {
  const [value, unit] =
    seconds % 86_400 === 0 && seconds > 86_400 ? [seconds / 86_400, 'day'] : seconds % 3600 === 0 && seconds ? [seconds / 3600, 'hour'] : seconds % 60 === 0 && seconds ? [seconds / 60, 'minute'] : [seconds, 'second']
  return new Intl.NumberFormat(document.documentElement.lang || 'en', { style: 'unit', unit: String(unit), unitDisplay: 'long' }).format(Number(value))
}

export function sourceWords(source: string): string {
  const words: Record<string, string> = { environment: t`Set by the environment`, database: t`Changed`, default: t`Default` }
  return words[source] ?? source
}

export function partWords(part: string): string {
  const words: Record<string, string> = {
    accounts: t`Organisation and roles`,
    stores: t`Stores and connections`,
    inventory: t`Locations`,
    sync: t`Links of locations`,
    fulfilment: t`Shipping`,
    privacy: t`Privacy`,
    platform: t`Settings`,
    mail: t`Words of mails`,
    security: t`Security rules`,
  }
  return words[part] ?? part
}

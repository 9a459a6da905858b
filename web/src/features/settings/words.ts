/** Words for settings and for what a backup is made of. */
import { t } from '@lingui/core/macro'

import type { SettingOut } from '@/api/gen/settings'

interface Words {
  title: string
  help: string
}

export function settingWords(setting: Pick<SettingOut, 'name' | 'title' | 'help'>): Words {
  const known: Record<string, Words> = {
    credential_days: { title: t`Days until a credential is due`, help: t`From the day that somebody gave it; 0: never.` },
    credential_notice_days: { title: t`Notice before that, in days`, help: t`From then on the integration is marked.` },
    mail_reply_to: { title: t`Reply address of mails`, help: t`Where answers to mails of this organisation go; empty: to the sender.` },
    sign_up: { title: t`Registration`, help: t`Open: anybody may register. Closed: only those who are invited.` },
    smtp_url: { title: t`Mail server`, help: t`Without one mails are kept in the outbox.` },
    mail_from: { title: t`Sender of mails`, help: t`What mails give as their sender.` },
    rate_sign_in: { title: t`Limit of sign-ins`, help: t`Per address: number per seconds.` },
    rate_read: { title: t`Limit of reading calls`, help: t`Per person or API key: number per seconds.` },
    rate_write: { title: t`Limit of changing calls`, help: t`Per person or API key: number per seconds.` },
    rate_export: { title: t`Limit of exports`, help: t`Per person or API key: number per seconds.` },
    refresh_token_days: { title: t`Days a kept session lasts unused`, help: t`Sessions that are to stay signed in end after so many days without use.` },
    session_idle_minutes: { title: t`Minutes any other session lasts unused`, help: t`Sessions that are not to stay signed in.` },
    session_days: { title: t`Days any session lasts`, help: t`Used or not.` },
    proof_minutes: { title: t`Minutes a proof of who one is lasts`, help: t`Before sensitive deeds people prove it anew.` },
    poll_seconds: { title: t`Seconds between polls of a store`, help: t`For what webhooks did not bring.` },
    health_seconds: { title: t`Seconds between checks of a connection`, help: t`How soon an outage is seen.` },
  }
  return known[setting.name] ?? { title: setting.title, help: setting.help }
}

export function sourceWords(source: string): string {
  const words: Record<string, string> = { environment: t`Set by the environment`, database: t`Changed while running`, default: t`As delivered` }
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

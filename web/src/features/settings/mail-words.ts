import { t } from '@lingui/core/macro'

import type { WordingOut } from '@/api/gen/mail'

export type Template = WordingOut['template']
export type MailLanguage = WordingOut['language']

/** What a mail is called, and when it goes out. */
export function mailKind(template: Template): { name: string; about: string } {
  const words: Record<Template, { name: string; about: string }> = {
    verify_email: { name: t`Confirm the address`, about: t`After registering, to see that the address is theirs` },
    change_email: { name: t`Confirm another address`, about: t`To the new address, when somebody changes theirs` },
    email_changed: { name: t`Address changed`, about: t`To the old address, with a link that takes the change back` },
    email_wanted: { name: t`Address wanted elsewhere`, about: t`When another account asks for an address that somebody has` },
    email_restored: { name: t`Change of address taken back`, about: t`To the address that was given up again` },
    reset_password: { name: t`New password`, about: t`When somebody asks for a new password` },
    password_changed: { name: t`Password changed`, about: t`After a change of password` },
    factor_changed: { name: t`Sign-in changed`, about: t`After a change of second factors or passkeys` },
    invitation: { name: t`Invitation`, about: t`When somebody is invited to the organisation` },
    new_sign_in: { name: t`New sign-in`, about: t`After a sign-in from a new country or device` },
    security_alert: { name: t`Security alert`, about: t`To the owners, when something looks wrong` },
  }
  return words[template]
}

export const mailLanguage = (language: MailLanguage): string => ({ en: t`English`, de: t`German` })[language]

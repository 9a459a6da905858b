import { t } from '@lingui/core/macro'

/** The built-in roles in the reader's language; roles of one's own keep their name. */
export function roleName(role: string, name: string): string {
  const names: Record<string, string> = { owner: t`Owner`, admin: t`Admin`, store_manager: t`Store manager`, viewer: t`Viewer` }
  return names[role] ?? name
}

export function roleMeaning(role: string): string {
  const words: Record<string, string> = {
    owner: t`Everything, and hands the organisation over.`,
    admin: t`Everything but what only the owner may.`,
    store_manager: t`All work on stores, products and orders; no connections, members or settings.`,
    viewer: t`Sees everything, changes nothing.`,
  }
  return words[role] ?? t`A role of your own.`
}

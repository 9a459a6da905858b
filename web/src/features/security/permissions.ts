/** Permissions in words, by area. One that is new to this screen shows with the API's own meaning. */
import { t } from '@lingui/core/macro'

import type { PermissionOut } from '@/api/gen/members'

export interface Permission extends PermissionOut {
  text: string
}

export interface PermissionArea {
  key: string
  text: string
  permissions: Permission[]
}

const ORDER = ['orders', 'fulfilment', 'catalog', 'inventory', 'analytics', 'views', 'alerts', 'stores', 'connections', 'sync', 'organisation', 'members', 'api_keys', 'oauth', 'oauth_clients', 'privacy', 'audit', 'mail']

export function areaName(key: string): string {
  const names: Record<string, string> = {
    orders: t`Orders and customers`,
    fulfilment: t`Shipping`,
    catalog: t`Products`,
    inventory: t`Stock`,
    analytics: t`Analytics`,
    views: t`Views`,
    alerts: t`Inbox`,
    stores: t`Stores`,
    connections: t`Connections`,
    sync: t`Synchronisation`,
    organisation: t`Organisation`,
    members: t`Team and roles`,
    api_keys: t`API keys`,
    oauth: t`Apps`,
    oauth_clients: t`Apps`,
    privacy: t`Privacy`,
    audit: t`Audit log`,
    mail: t`Mail`,
  }
  return names[key] ?? key.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())
}

export function permissionText(name: string, meaning = ''): string {
  const words: Record<string, string> = {
    'alerts.read': t`See the inbox`,
    'alerts.manage': t`Acknowledge, resolve and reopen alerts`,
    'analytics.read': t`See sales figures and recent activity`,
    'api_keys.manage': t`See, create and revoke API keys`,
    'catalog.read': t`See products, variants and listings`,
    'catalog.write': t`Create, change and delete products; link listings`,
    'connections.read': t`See connections, with masked credentials`,
    'connections.manage': t`Connect, pause, reconnect and disconnect stores and carriers`,
    'fulfilment.read': t`See shipments, labels and tracking`,
    'fulfilment.write': t`Ship orders, buy and void labels`,
    'inventory.read': t`See stock, locations and movements`,
    'inventory.adjust': t`Change stock and move it between locations`,
    'inventory.manage': t`Create and change locations`,
    'mail.manage': t`Change what mails say, and release addresses that are held back`,
    'mail.outbox': t`See the mails that were sent, with their links`,
    'members.read': t`See who belongs to the organisation, and its roles`,
    'members.manage': t`Invite people, give roles, deactivate and remove members`,
    'oauth.clients': t`Register and remove third-party apps`,
    'orders.read': t`See orders and customers`,
    'orders.write': t`Enter orders; change their status, notes and tags`,
    'organisation.settings': t`See and change the settings`,
    'organisation.integrations': t`See which credentials of other systems are held`,
    'organisation.backup': t`Back up all settings with their credentials, and restore them`,
    'organisation.security': t`See and act on security alerts, and set their rules`,
    'organisation.audit': t`Search, export and verify the audit log`,
    'organisation.privacy': t`Handle privacy requests, consents and retention`,
    'organisation.transfer': t`Hand the organisation over`,
    'organisation.update': t`Change name, currency and time zone`,
    'stores.read': t`See stores and the state of their connections`,
    'stores.write': t`Change stores, their settings and status`,
    'sync.read': t`See synchronisation and what could not be delivered`,
    'views.share': t`Share views of lists with everybody in the organisation`,
    'sync.run': t`Start and stop synchronisation; decide on what could not be delivered`,
  }
  return words[name] ?? (meaning || name)
}

const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length)

/** In the order of the work; what reads comes first. */
export function byArea(permissions: PermissionOut[]): PermissionArea[] {
  const areas = new Map<string, Permission[]>()
  for (const each of permissions) {
    const key = each.name.split('.')[0] ?? ''
    areas.set(key, [...(areas.get(key) ?? []), { ...each, text: permissionText(each.name, each.meaning) }])
  }
  const reads = (permission: Permission): number => (permission.name.endsWith('.read') ? 0 : 1)
  return [...areas]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([key, own]) => ({ key, text: areaName(key), permissions: own.sort((a, b) => reads(a) - reads(b) || a.name.localeCompare(b.name)) }))
}

/** Why one may not give a permission; empty where one may. */
export function whyNot(permission: PermissionOut, mine: readonly string[]): string {
  if (!permission.assignable) return t`Only for the owner.`
  if (!mine.includes(permission.name)) return t`Your own role does not have it, so you cannot give it.`
  return ''
}

/** Areas in which something may be changed that may not be seen. */
export function blindAreas(areas: PermissionArea[], chosen: ReadonlySet<string>): string[] {
  return areas
    .filter(({ permissions }) => {
      const read = permissions.find((each) => each.name.endsWith('.read'))
      return read && !chosen.has(read.name) && permissions.some((each) => chosen.has(each.name))
    })
    .map((area) => area.text)
}

export function roleName(role: { role: string; name: string }): string {
  const words: Record<string, string> = { owner: t`Owner`, admin: t`Admin`, store_manager: t`Store manager`, viewer: t`Viewer` }
  return words[role.role] ?? role.name
}

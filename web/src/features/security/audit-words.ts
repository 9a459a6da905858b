/** What the audit log says, in words. A verb that is new to this screen is spelt out as it is. */
import { t } from '@lingui/core/macro'

import type { EntryOut } from '@/api/gen/audit'
import { platformName } from '@/lib/connections'

export function actionWords(action: string): string {
  const words: Record<string, string> = {
    'access.denied': t`Access refused`,
    'alert.acknowledged': t`Alert acknowledged`,
    'alert.open': t`Alert reopened`,
    'alert.resolved': t`Alert resolved`,
    'api_key.created': t`API key made`,
    'api_key.revoked': t`API key revoked`,
    'audit.exported': t`Audit log exported`,
    'conflict.decided': t`Conflict decided`,
    'connection.authorisation_failed': t`Authorisation failed`,
    'connection.authorisation_started': t`Authorisation begun`,
    'connection.authorised': t`Authorised by the platform`,
    'connection.created': t`Connected`,
    'connection.disconnected': t`Disconnected`,
    'connection.paused': t`Connection paused`,
    'connection.reconnected': t`Reconnected`,
    'connection.resumed': t`Connection resumed`,
    'connection.tested': t`Connection tested`,
    'consent.granted': t`Consent given`,
    'consent.withdrawn': t`Consent taken back`,
    'dead_letter.discarded': t`Undelivered item discarded`,
    'dead_letter.mended': t`Undelivered item mended`,
    'dead_letter.replayed': t`Undelivered item sent again`,
    'email.change_asked': t`Another e-mail address asked for`,
    'email.change_cancelled': t`Change of e-mail address called off`,
    'email.change_undone': t`Change of e-mail address taken back`,
    'email.changed': t`E-mail address changed`,
    'email.wanted_elsewhere': t`Another account asked for this e-mail address`,
    'email.verified': t`E-mail address confirmed`,
    'inventory.threshold_changed': t`Low-stock threshold changed`,
    'inventory.thresholds_changed': t`Low-stock thresholds changed`,
    'label.bought': t`Label bought`,
    'label.buying': t`Label ordered`,
    'mail.address_released': t`Held back address released`,
    'mail.wording_changed': t`Wording of a mail changed`,
    'label.refused': t`Label refused by the carrier`,
    'label.voided': t`Label given back`,
    'listing.linked': t`Listing linked`,
    'listing.unlinked': t`Listing unlinked`,
    'location.created': t`Location created`,
    'location.linked': t`Location matched`,
    'location.updated': t`Location changed`,
    'login.failed': t`Sign-in failed`,
    'login.locked': t`Sign-in locked after failures`,
    'member.activated': t`Member let in again`,
    'member.deactivated': t`Member locked out`,
    'member.invitation_revoked': t`Invitation withdrawn`,
    'member.invited': t`Member invited`,
    'member.joined': t`Member joined`,
    'member.removed': t`Member removed`,
    'member.role_changed': t`Member given another role`,
    'mfa.disabled': t`Authenticator app switched off`,
    'mfa.enabled': t`Authenticator app switched on`,
    'mfa.failed': t`Wrong code at sign-in`,
    'mfa.recovery_code_used': t`Recovery code used`,
    'mfa.recovery_codes_renewed': t`Recovery codes renewed`,
    'oauth.client_created': t`App registered`,
    'oauth.client_revoked': t`App removed`,
    'oauth.client_secret_renewed': t`Secret of an app renewed`,
    'oauth.client_updated': t`App changed`,
    'oauth.code_refused': t`App refused: wrong code`,
    'oauth.code_reused': t`App refused: code used twice`,
    'oauth.consent_given': t`Access allowed to an app`,
    'oauth.consent_refused': t`Access denied to an app`,
    'oauth.grant_revoked': t`Access taken back from an app`,
    'oauth.token_issued': t`App signed in`,
    'oauth.token_reused': t`App refused: token used twice`,
    'order.placed': t`Order entered`,
    'order.status_changed': t`Order status changed`,
    'organisation.created': t`Organisation created`,
    'organisation.transferred': t`Organisation handed over`,
    'organisation.updated': t`Organisation changed`,
    'passkey.added': t`Passkey added`,
    'passkey.removed': t`Passkey removed`,
    'password.changed': t`Password changed`,
    'password.refused': t`Wrong password at a protected step`,
    'password.reset': t`Password reset by mail`,
    'password.reset_asked': t`Password reset asked for`,
    'privacy.cancelled': t`Privacy request called off`,
    'privacy.done': t`Privacy request answered`,
    'privacy.erased': t`Person erased`,
    'privacy.export_fetched': t`Export of a person downloaded`,
    'privacy.export_made': t`Export of a person made`,
    'privacy.not_cleaned': t`Erasure incomplete`,
    'privacy.refused': t`Privacy request refused`,
    'privacy.requested': t`Privacy request entered`,
    'privacy.text_published': t`Text for consents published`,
    'product.created': t`Product created`,
    'product.deleted': t`Product deleted`,
    'product.listed': t`Product listed in a store`,
    'product.restored': t`Product restored`,
    'product.updated': t`Product changed`,
    'retention.changed': t`Retention changed`,
    'retention.cleaned': t`Old data removed`,
    'role.created': t`Role created`,
    'role.deleted': t`Role deleted`,
    'role.updated': t`Role changed`,
    'secret.blocked': t`Credential held back`,
    'secret.masked': t`Credential masked`,
    'session.ended': t`Session ended`,
    'session.moved': t`Session turned up elsewhere`,
    'integration.tested': t`Mail server or provider of identities tested`,
    'installation.signing_key_replaced': t`Key of access tokens replaced`,
    'installation.identity_provider_set': t`Provider of identities set`,
    'installation.master_key_rotated': t`Master key replaced`,
    'installation.setting_changed': t`Setting of the installation changed`,
    'connections.imported': t`Connections taken over`,
    'installation.identity_provider_removed': t`Provider of identities removed`,
    'session.proved': t`Confirmed who they are`,
    'session.token_reused': t`Session ended: its renewal was used twice`,
    'access.missed': t`Asked for what does not exist, many times`,
    'api_key.new_country': t`API key used from a new country`,
    'connection.credentials_exported': t`Credentials put into a backup`,
    'connection.replacement_refused': t`New credentials refused`,
    'credential.viewed': t`Credential looked at`,
    'identity.linked': t`Account elsewhere linked`,
    'identity.unlinked': t`Account elsewhere unlinked`,
    'organisation.sign_in_policy_changed': t`Rules for sign-ins changed`,
    'security.responded': t`Security alert acted on`,
    'security.rule_changed': t`Security rule changed`,
    'settings.backed_up': t`Settings backed up`,
    'settings.changed': t`Settings changed`,
    'settings.restored': t`Settings restored`,
    'shipping.origin_changed': t`Shipping origin changed`,
    'session.opened': t`Signed in`,
    'session.opened_by_provider': t`Signed in by a provider`,
    'session.others_ended': t`All other sessions ended`,
    'session.switched': t`Organisation switched`,
    'shipment.cancelled': t`Shipment cancelled`,
    'shipment.moved': t`Shipment tracked`,
    'shipment.planned': t`Shipment planned`,
    'shipment.shipped': t`Shipment handed over`,
    'shipping.origin_set': t`Shipping origin set`,
    'stock.adjusted': t`Stock changed`,
    'store.created': t`Store created`,
    'store.deleted': t`Store deleted`,
    'store.updated': t`Store changed`,
    'view.changed': t`Shared view changed`,
    'view.removed': t`Shared view removed`,
    'view.shared': t`View shared`,
    'sync.cancelled': t`Synchronisation stopped`,
    'sync.started': t`Synchronisation started`,
  }
  return words[action] ?? spelt(action.replaceAll('.', ': '))
}

/** The beginning of a verb, as a filter. */
export function actionArea(prefix: string): string {
  const words: Record<string, string> = {
    access: t`Refused access`,
    alert: t`Inbox`,
    api_key: t`API keys`,
    audit: t`Audit log`,
    conflict: t`Conflicts`,
    connection: t`Connections`,
    consent: t`Consents`,
    data: t`Personal data`,
    dead_letter: t`Undelivered items`,
    email: t`E-mail addresses`,
    identity: t`Accounts elsewhere`,
    installation: t`The installation`,
    integration: t`Mail server and providers of identities`,
    inventory: t`Stock thresholds`,
    label: t`Labels`,
    listing: t`Listings`,
    location: t`Locations`,
    login: t`Failed sign-ins`,
    mail: t`Mails`,
    member: t`Team`,
    mfa: t`Two-factor sign-in`,
    oauth: t`OAuth apps`,
    order: t`Orders`,
    organisation: t`Organisation`,
    passkey: t`Passkeys`,
    password: t`Passwords`,
    privacy: t`Privacy`,
    product: t`Products`,
    retention: t`Retention`,
    role: t`Roles`,
    secret: t`Credentials in texts`,
    security: t`Security alerts`,
    session: t`Sign-ins and sessions`,
    shipment: t`Shipments`,
    shipping: t`Shipping origin`,
    stock: t`Stock`,
    store: t`Stores`,
    sync: t`Synchronisation`,
  }
  return words[prefix] ?? spelt(prefix)
}

export const actorKinds = (): { value: string; text: string }[] => [
  { value: 'user', text: t`People` },
  { value: 'api_key', text: t`API keys` },
  { value: 'channel', text: t`Stores` },
  { value: 'carrier', text: t`Carriers` },
  { value: 'system', text: t`KSAP itself` },
]

/** One of them, for a single entry; people need no word. */
export function actorKind(kind: string): string {
  const words: Record<string, string> = { user: '', system: '', api_key: t`API key`, channel: t`Store`, carrier: t`Carrier` }
  return words[kind] ?? spelt(kind)
}

/** What should catch the eye: what was refused or went wrong. */
export const isWarning = (action: string): boolean => /denied|failed|refused|locked|reused|moved|missed|blocked|masked|new_country|not_cleaned|breach|anomaly/.test(action)

/** By the label of the time, else by the name of today (`useWho`). */
export function who(entry: EntryOut, known: (actor: string) => string): string {
  if (entry.actor_label) return entry.actor_label
  if (entry.actor_kind === 'user' && entry.actor_id) return known(`user:${entry.actor_id}`)
  const words: Record<string, string> = { system: t`KSAP`, api_key: t`An API key`, channel: t`A store`, carrier: t`A carrier`, user: t`Somebody` }
  return words[entry.actor_kind] ?? entry.actor_kind
}

const LINKS: Record<string, (id: string) => string> = {
  order: (id) => `/orders/${id}`,
  product: (id) => `/products/${id}`,
  store: (id) => `/stores/${id}`,
  shipment: (id) => `/shipments/${id}`,
  run: (id) => `/sync/runs/${id}`,
  variant: (id) => `/inventory/${id}`,
  'privacy request': (id) => `/settings/privacy/requests/${id}`,
  role: (id) => `/settings/roles/${id}`,
}

export const targetLink = (entry: EntryOut): string | undefined => (entry.target_id && !/deleted|removed/.test(entry.action) ? LINKS[entry.target_kind]?.(entry.target_id) : undefined)

/** What an entry tells, by name. */
export function fieldName(name: string): string {
  const words: Record<string, string> = {
    name: t`Name`,
    permissions: t`Permissions`,
    permission: t`Permission`,
    email: t`E-mail`,
    store_ids: t`Stores`,
    role: t`Role`,
    address: t`Network address`,
    second_factor: t`Require a second factor from`,
    session_idle_minutes: t`Sign-out after minutes without use`,
    session_hours: t`Sign-in anew after hours`,
    method: t`By`,
    issuer: t`Provider`,
    device: t`Device`,
    country: t`Country`,
    country_before: t`Country before`,
    seconds_since: t`Seconds since then`,
    channel: t`Way out`,
    field: t`Field`,
    looks_like: t`Looks like`,
    rows: t`Rows`,
    reason: t`Reason`,
    note: t`Note`,
    title: t`Title`,
    prefix: t`Begins with`,
    vendor: t`Platform`,
    status: t`Status`,
    currency: t`Currency`,
    timezone: t`Time zone`,
    filters: t`Filters`,
    route: t`Call`,
    carrier: t`Carrier`,
    amount: t`Amount`,
    number: t`Number`,
    sku: t`SKU`,
    ended: t`Ended`,
  }
  return words[name] ?? spelt(name)
}

export function targetKind(kind: string): string {
  const words: Record<string, string> = {
    alert: t`Alert`,
    api_key: t`API key`,
    audit: t`Audit log`,
    carrier: t`Carrier`,
    channel: t`Store`,
    connection: t`Connection`,
    'connection draft': t`Connection being set up`,
    invitation: t`Invitation`,
    listing_variant: t`Listing`,
    location: t`Location`,
    order: t`Order`,
    organisation: t`Organisation`,
    product: t`Product`,
    role: t`Role`,
    run: t`Run`,
    'security rule': t`Security rule`,
    session: t`Session`,
    shipment: t`Shipment`,
    store: t`Store`,
    'privacy request': t`Privacy request`,
    'privacy text': t`Text for consents`,
    consent: t`Consent`,
    'retention policy': t`Retention policy`,
    oauth_client: t`App`,
    oauth_grant: t`Access of an app`,
    user: t`Person`,
    variant: t`Variant`,
  }
  return words[kind] ?? (kind ? spelt(kind) : '')
}

/** The thing by the name that the entry tells of it. */
export function targetName(entry: EntryOut): string {
  for (const key of ['name', 'title', 'email', 'number', 'tracking_number', 'sku', 'prefix', 'permission', 'address', 'vendor']) {
    const value = entry.details[key] as unknown
    if (typeof value === 'string' && value) return key === 'vendor' ? platformName(value) : value
  }
  const after = entry.details.after as Record<string, unknown> | undefined
  return typeof after?.name === 'string' ? after.name : ''
}

export const spelt = (name: string): string => name.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())

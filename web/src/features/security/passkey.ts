/** What a browser needs to make a passkey, and what its refusals mean. */
import { t } from '@lingui/core/macro'

import { base64url as text, bytes } from '@/lib/passkey'

type Json = Record<string, unknown>

/** Asks the device for a new key. */
export async function makePasskey(options: Json): Promise<Json> {
  const made = (await navigator.credentials.create({ publicKey: creation(options) })) as PublicKeyCredential | null
  if (!made) throw new DOMException('', 'NotAllowedError')
  if (typeof made.toJSON === 'function') return made.toJSON() as unknown as Json
  const response = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] },
  }
}

function creation(options: Json): PublicKeyCredentialCreationOptions {
  const own = window.PublicKeyCredential as unknown as { parseCreationOptionsFromJSON?: (json: Json) => PublicKeyCredentialCreationOptions }
  if (own.parseCreationOptionsFromJSON) return own.parseCreationOptionsFromJSON(options)
  const user = options.user as { id: string; name: string; displayName: string }
  const known = (options.excludeCredentials ?? []) as { id: string; type: 'public-key' }[]
  return {
    ...(options as unknown as PublicKeyCredentialCreationOptions),
    challenge: bytes(String(options.challenge)),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known.map((each) => ({ ...each, id: bytes(each.id) })),
  }
}

/** Why the browser made none, and what to do. */
export function refusal(error: unknown, options: Json | undefined): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const host = String((options?.rp as { id?: string } | undefined)?.id ?? '')
  if (name === 'InvalidStateError') return t`This device holds a passkey for your account already.`
  if (name === 'SecurityError') return t`Passkeys belong to ${host}. Open KSAP at that address and try again.`
  if (name === 'NotAllowedError') return t`Nothing was made: it was cancelled, or took too long. Try again.`
  if (name === 'NotSupportedError' || name === 'ConstraintError') return t`This device cannot keep such a passkey. Try another device, or a security key with a PIN.`
  return t`The browser could not make a passkey. Try again, or use another browser.`
}

/** What browsers and the API say to each other about passkeys. Older browsers read and write no JSON by themselves. */
type Json = Record<string, unknown>

export const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
export const base64url = (buffer: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** Whether this browser, at this address, can have passkeys at all. */
export function passkeysPossible(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === 'function' && typeof navigator.credentials?.get === 'function'
}

/** Asks the device to sign with a passkey that it holds for KSAP. Throws what the browser throws when nobody chose one. */
export async function signByPasskey(options: Json): Promise<Json> {
  const own = window.PublicKeyCredential as unknown as { parseRequestOptionsFromJSON?: (json: Json) => PublicKeyCredentialRequestOptions }
  const publicKey = own.parseRequestOptionsFromJSON ? own.parseRequestOptionsFromJSON(options) : { ...(options as unknown as PublicKeyCredentialRequestOptions), challenge: bytes(String(options.challenge)), allowCredentials: [] }
  const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null
  if (!given) throw new DOMException('', 'NotAllowedError')
  if (typeof given.toJSON === 'function') return given.toJSON() as unknown as Json
  const response = given.response as AuthenticatorAssertionResponse
  return {
    id: given.id,
    rawId: base64url(given.rawId),
    type: given.type,
    clientExtensionResults: given.getClientExtensionResults(),
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      authenticatorData: base64url(response.authenticatorData),
      signature: base64url(response.signature),
      userHandle: response.userHandle ? base64url(response.userHandle) : null,
    },
  }
}

/** A word that nobody else has: names an operation (`Idempotency-Key`) or a thing kept in settings. Works without HTTPS too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Where somebody wanted to go before a provider of identities was asked for them; forgotten when the tab is closed. */
const KEY = 'ksap.next'

export const keepNext = (next: string | null): void => (next ? sessionStorage.setItem(KEY, next) : sessionStorage.removeItem(KEY))

export function takeNext(): string | null {
  const kept = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  return kept
}

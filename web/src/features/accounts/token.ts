import { useState } from 'react'

/** The one-time token of a mailed link: behind the #, so that it reaches no log; taken out of the address at once. */
export function useToken(): string {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '')
  useState(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  })
  return token
}

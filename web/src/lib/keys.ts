/** Keys that do something on the whole screen; they rest while somebody types or a dialog is open. */
import { useEffect, useRef } from 'react'

type Map = Record<string, (event: KeyboardEvent) => void>

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** `useKeys({ 'g o': open, '/': search })`: single keys or two after each other. */
export function useKeys(map: Map): void {
  const current = useRef(map)
  current.current = map
  useEffect(() => {
    let first = ''
    let at = 0
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (typing(event.target) || document.querySelector('[role="dialog"],[role="menu"]')) return
      const pair = first && event.timeStamp - at < 1000 ? `${first} ${event.key}` : ''
      first = event.key
      at = event.timeStamp
      const run = (pair && current.current[pair]) || current.current[event.key]
      if (!run) return
      event.preventDefault()
      run(event)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'ksap.theme'
const changed = new Set<() => void>()
const dark = () => window.matchMedia('(prefers-color-scheme: dark)')

export const currentTheme = (): Theme => (localStorage.getItem(KEY) as Theme | null) ?? 'system'

function apply(): void {
  const choice = currentTheme()
  document.documentElement.dataset.theme = choice === 'dark' || (choice === 'system' && dark().matches) ? 'dark' : 'light'
  for (const tell of changed) tell()
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  apply()
}

/** Follows the system while nobody chose otherwise. */
export function watchTheme(): () => void {
  const list = dark()
  list.addEventListener('change', apply)
  apply()
  return () => list.removeEventListener('change', apply)
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    changed.add(tell)
    return () => changed.delete(tell)
  }, currentTheme)
}

import '@testing-library/jest-dom/vitest'

import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll } from 'vitest'

import { loadLocale } from '@/app/i18n'

import { server } from './server'

// screens are loaded when they are first shown, on a machine that may be busy
configure({ asyncUtilTimeout: 10_000 })

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' })
  await loadLocale('en')
})
afterEach(() => {
  cleanup()
  server.resetHandlers()
  localStorage.clear()
})
afterAll(() => server.close())

// What jsdom lacks and the parts ask for.
Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }),
})
window.scrollTo = () => undefined
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver = Observer as unknown as typeof ResizeObserver
Element.prototype.scrollIntoView = () => undefined
Element.prototype.hasPointerCapture = () => false
class Stream extends EventTarget {
  static readonly CLOSED = 2
  readyState = 0
  close() {
    this.readyState = 2
  }
}
Object.defineProperty(window, 'EventSource', { value: Stream })

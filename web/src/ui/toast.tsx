/** Short news that needs no answer ("Saved", with Undo). Errors never go here: they stand where they happened. */
import { type ReactNode, Suspense, createContext, lazy, useCallback, useContext, useState } from 'react'

export interface News {
  id: number
  text: ReactNode
  action?: { label: string; run: () => void }
}

type Tell = (text: ReactNode, action?: News['action']) => void

const Context = createContext<Tell>(() => undefined)
const ToastList = lazy(() => import('./toast-list'))
let last = 0

export const useToast = (): Tell => useContext(Context)

export function Toasts({ children }: { children: ReactNode }) {
  const [news, setNews] = useState<News[]>([])
  const tell = useCallback<Tell>((text, action) => setNews((before) => [...before.slice(-2), { id: (last += 1), text, action }]), [])
  const drop = useCallback((id: number) => setNews((before) => before.filter((each) => each.id !== id)), [])
  return (
    <Context.Provider value={tell}>
      {children}
      {last > 0 && (
        <Suspense fallback={null}>
          <ToastList news={news} drop={drop} />
        </Suspense>
      )}
    </Context.Provider>
  )
}

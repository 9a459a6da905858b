import { type RefObject, useLayoutEffect, useState } from 'react'

/** How wide an element is, in pixels, now and later; 0 until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const seen = element.current
    if (!seen) return
    setWidth(seen.clientWidth)
    const observer = new ResizeObserver(() => setWidth(seen.clientWidth))
    observer.observe(seen)
    return () => observer.disconnect()
  }, [element])
  return width
}

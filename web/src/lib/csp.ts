/** Hands the page's nonce to the few libraries that add a style element, so that the strict policy lets them. */
import { setNonce as setStyleNonce } from 'get-nonce'
import * as z from 'zod/mini'

export function setNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
  if (nonce) setStyleNonce(nonce)
  z.config({ jitless: true }) // zod would try `new Function` else
}

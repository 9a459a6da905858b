/** To the app that asked. What runs as a script is never gone to, whatever the API says. */
export function leave(address: string): void {
  if (/^(javascript|data|vbscript|blob|file):/i.test(address.trim())) throw new Error('The app cannot be returned to.')
  window.location.assign(address)
}

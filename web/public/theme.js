// Before the first paint, so that a dark page never flashes white. The choice is kept by src/app/theme.ts.
try {
  const choice = localStorage.getItem('ksap.theme') || 'system'
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
} catch {
  document.documentElement.dataset.theme = 'light'
}

/** How many alerts are open: for the bell. */
export function useOpenAlerts(): number {
  return 0
}

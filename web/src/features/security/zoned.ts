/** The moment at which a calendar day begins in a time zone, as the API takes it. */
export function startOfDay(iso: string, timeZone: string): string {
  const wall = Date.parse(`${iso}T00:00:00Z`)
  let at = wall
  for (let round = 0; round < 2; round += 1) at = wall - offset(at, timeZone) // the second time across a change of the clock
  return new Date(at).toISOString()
}

function offset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(at)
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second')) - Math.floor(at / 1000) * 1000
}

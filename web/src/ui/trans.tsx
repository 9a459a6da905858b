/** Lingui's <Trans>, for words that others wrote. The macro's <Trans> leads here (lingui.config.ts). */
import { Trans as LinguiTrans, type TransProps } from '@lingui/react'
import { createElement } from 'react'

/** Lingui looks for its elements, `<0>…</0>`, after it has put the values in: a name like `<b>Ada</b>` would lose its tags, and
 *  one like `<0>Ada</0>` would borrow our link. What stands in an element of its own is not looked into. */
export function Trans({ values, ...rest }: TransProps) {
  const kept = values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' && value.includes('<') ? <>{value}</> : value]))
  return createElement(LinguiTrans, { ...rest, values: kept })
}

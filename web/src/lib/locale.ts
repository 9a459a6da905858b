/** How figures and moments are written: the language of the screen, in the reader's own country where the browser says it
 *  (`en-GB` reads 21 Nov and 14:05, `en-US` Nov 21 and 2:05 PM). */
import { i18n } from '@lingui/core'

export function region(): string {
  const language = i18n.locale || 'en'
  return navigator.languages.find((each) => each === language || each.startsWith(`${language}-`)) ?? language
}

import { t } from '@lingui/core/macro'

/** JSON with line breaks; other text as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** What is wrong with it, or nothing. */
export function wrongJson(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return t`This is no JSON: ${(error as Error).message}`
  }
}

import { userInfo } from 'node:os'

/** Who acts where no token says it. */
export function atKeyboard(): string {
  return `cli:${userInfo().username}`
}
